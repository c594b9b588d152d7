// The chat page in the browser: files, one event stream per conversation, the evidence panel, keys.
(() => {
  const { act, element, files, onStart, problem, send } = window.candor;
  let watched = "";
  let stream = null;
  let created = "";

  const current = () => document.querySelector("#history [data-conversation]")?.dataset.conversation || "";
  const isStreaming = () => Boolean(document.querySelector("#live .streaming"));
  const list = () => {
    const block = document.querySelector("#files .files");
    if (block) return block;
    const made = element("ul", { className: "files" });
    made.setAttribute("aria-label", "Files of this conversation");
    document.getElementById("files").replaceChildren(made);
    return made;
  };
  const closePanel = () => {
    if (!document.body.classList.contains("panel-open")) return;
    document.body.classList.remove("panel-open");
    document.querySelector("[data-act=evidence][aria-expanded=true]")?.focus();
    document.querySelectorAll("[data-act=evidence][aria-expanded]").forEach((shown) => shown.removeAttribute("aria-expanded"));
  };

  // A change that the page does not show yet makes it read the conversation again.
  let pending = 0;
  const refresh = () => {
    clearTimeout(pending);
    pending = setTimeout(() => { if (isStreaming()) refresh(); else act("refresh"); }, 150);
  };
  const onMessage = (event) => {
    const { id } = JSON.parse(event.data);
    if (!document.querySelector(`[data-message="${CSS.escape(id)}"]`)) refresh();
  };
  const onEscalation = (event) => {
    const { id, status, position } = JSON.parse(event.data);
    const known = document.querySelector(`[data-escalation="${CSS.escape(id)}"]`)?.dataset;
    if (known?.status !== status || (position && known.position !== String(position))) refresh();
  };

  // Questions that a document answers are found a little after it is ready; so an empty conversation looks for them.
  const PAUSES = [2, 3, 5, 8, 15, 30];
  const PLACES = 4;
  let welcomed = "";
  let looks = 0;
  let looking = 0;
  const look = async () => {
    looking = 0;
    const place = document.querySelector("#history [data-suggestions]");
    if (!place || isStreaming()) return;
    const shown = [...place.querySelectorAll("[data-question]")].map((one) => one.dataset.question);
    const answer = await fetch(`/v1/suggestions?${place.dataset.suggestions}`).catch(() => null);
    const found = answer?.ok ? (await answer.json()).suggestions.map((one) => one.question) : shown;
    if (found.join("\n") === shown.join("\n")) lookLater(); else if (place.isConnected) refresh();
  };
  const lookLater = () => {
    const place = document.querySelector("#history [data-suggestions]");
    if (!place || looking || looks >= PAUSES.length) return;
    looking = setTimeout(look, 1000 * PAUSES[looks++]);
  };
  const lookAgain = () => { looks = 0; lookLater(); };
  const onWelcome = () => {
    const place = document.querySelector("#history [data-suggestions]");
    if (!place || place.dataset.suggestions === welcomed) return;
    welcomed = place.dataset.suggestions;
    if (place.querySelectorAll("[data-question]").length < PLACES) lookAgain();
  };
  const onRead = (found) => { if (found?.status === "ready") lookAgain(); };

  const showFiles = async (id) => {
    const block = list();
    block.replaceChildren();
    if (!id) return;
    const answer = await fetch(`/v1/documents?conversation_id=${encodeURIComponent(id)}`).catch(() => null);
    if (!answer?.ok || watched !== id) return;
    for (const found of (await answer.json()).documents.reverse()) {
      const item = files.line(found.name);
      block.append(item);
      files.follow(item, found, found.status === "ready" ? null : onRead);
    }
  };

  const watch = (id) => {
    if (id === watched) return;
    watched = id;
    stream?.close();
    stream = null;
    const address = new URL(location.href);
    if (id) address.searchParams.set("c", id); else address.searchParams.delete("c");
    history.replaceState(null, "", address);
    // Files that went into a conversation made for them are on the list already.
    if (id !== created) showFiles(id);
    created = "";
    if (!id) return;
    stream = new EventSource(`/v1/conversations/${encodeURIComponent(id)}/events`);
    stream.addEventListener("message", onMessage);
    stream.addEventListener("escalation", onEscalation);
    stream.addEventListener("answer", refresh);
    stream.addEventListener("deleted", () => { stream.close(); if (watched === id) act("open", { conversation: "" }); });
  };

  const take = async (dropped) => {
    let id = current();
    if (!id) {
      const collection = document.querySelector("#collection input")?.value || "default";
      const answer = await send("POST", "/v1/conversations", { collection });
      if (!answer.ok) {
        const item = files.line(dropped[0].name);
        list().append(item);
        files.show(item, { name: dropped[0].name, status: "failed", error: await problem(answer) });
        return;
      }
      id = (await answer.json()).id;
      created = id;
      act("open", { conversation: id });
    }
    for (const file of dropped) files.upload(file, { conversation_id: id }, list(), onRead);
  };

  const follow = () => {
    const scroll = document.getElementById("scroll");
    const log = document.getElementById("live");
    log.setAttribute("aria-live", "polite");
    let isAtEnd = true;
    scroll.addEventListener("scroll", () => {
      isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    });
    new MutationObserver(() => {
      if (document.querySelector("#history [data-conversation], #history .welcome, #history .notice")) watch(current());
      onWelcome();
      if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
    }).observe(scroll, { childList: true, subtree: true, characterData: true });
  };

  document.addEventListener("candor:act", ({ detail }) => {
    if (detail.name === "rate") {
      for (const thumb of detail.button.parentElement.querySelectorAll("[data-rating]")) {
        thumb.setAttribute("aria-pressed", String(thumb === detail.button));
      }
    }
    if (detail.name !== "evidence") return;
    document.querySelectorAll("[data-act=evidence][aria-expanded]").forEach((shown) => shown.removeAttribute("aria-expanded"));
    detail.button.setAttribute("aria-expanded", "true");
    document.body.classList.add("panel-open");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close=panel]")) closePanel();
    if (event.target.closest("#attach")) document.getElementById("attach-input").click();
    const drawer = event.target.closest("#drawer");
    if (drawer) drawer.setAttribute("aria-expanded", String(document.body.classList.toggle("drawer-open")));
    else if (!event.target.closest("#side")) document.body.classList.remove("drawer-open");
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "attach-input") return;
    take([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.body.classList.remove("drawer-open");
    closePanel();
  });
  addEventListener("pagehide", () => stream?.close());

  onStart("chat", () => {
    follow();
    files.dropZone(take);
    const query = new URLSearchParams(location.search);
    act("start", { conversation: query.get("c") || "", collection: query.get("collection") || "" });
  });
})();
