// What all pages share: actions, confirmation, theme, session, times.
window.candor = (() => {
  const starts = {};
  const me = {};

  // What `find` gives once it is in the page; null after a while.
  const appeared = (find, patience = 30_000) => new Promise((resolve) => {
    const finish = (found) => { watcher.disconnect(); clearTimeout(late); resolve(found); };
    const look = () => { const found = find(); if (found) finish(found); };
    const watcher = new MutationObserver(look);
    const late = setTimeout(finish, patience, null);
    watcher.observe(document, { childList: true, subtree: true });
    look();
  });
  const moment = () => new Promise((resolve) => { setTimeout(resolve, 0); });

  // One after another: the field of an action holds one payload at a time, and Gradio reads it a moment after the press.
  // Gradio renders its buttons a while before it listens to them, so the first waits for what loading the page tells.
  const ready = appeared(() => document.querySelector("#ready [data-ready]"));
  let acting = ready;
  const act = (name, payload = {}) => {
    acting = acting.then(async () => {
      const button = await appeared(() => document.getElementById(`act-${name}`), 5_000);
      const field = await appeared(() => document.querySelector(`#payload-${CSS.escape(name)} :is(input, textarea)`), 5_000);
      if (!button || !field) return;
      field.value = JSON.stringify(payload);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await moment();
      button.click();
      await moment();
    });
  };

  const onStart = (page, run) => { starts[page] = run; };
  const start = async () => {
    const page = location.pathname.split("/").filter(Boolean).pop() || "chat";
    await ready;
    if (await signIn()) starts[page]?.();
  };

  const element = (tag, options = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), options);
    made.append(...children);
    return made;
  };

  const confirmed = (question, verb) => new Promise((resolve) => {
    const dialog = element("dialog", { className: "ask" },
      element("form", { method: "dialog" },
        element("p", { textContent: question }),
        element("div", { className: "buttons" },
          element("button", { value: "", textContent: "Cancel", className: "quiet" }),
          element("button", { value: "yes", textContent: verb || "OK", className: "danger" }))));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    dialog.showModal();
  });

  // Who is asking; without a key that works, the login form comes first.
  const signIn = async () => {
    const answer = await fetch("/v1/me").catch(() => null);
    if (answer?.status === 401) {
      location.assign("/login");
      return false;
    }
    if (answer?.ok) Object.assign(me, await answer.json());
    const button = document.getElementById("sign-out");
    if (button) button.hidden = !me.name || me.name === "local";
    if (me.role) document.querySelectorAll(`header.top a[data-hidden-from~="${me.role}"]`).forEach((link) => { link.hidden = true; });
    document.querySelector("header.top a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    return true;
  };

  const send = (method, path, body) => fetch(path, {
    method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body),
  }).catch(() => new Response("", { status: 503 }));

  const problem = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    return told.detail || told.title || told.error?.message
      || (answer.status === 503 ? "The server cannot be reached." : `The server answered ${answer.status}.`);
  };

  const localTimes = () => {
    for (const time of document.querySelectorAll("time[datetime]:not([data-local])")) {
      const when = new Date(time.dateTime);
      const today = when.toDateString() === new Date().toDateString();
      time.textContent = when.toLocaleString("en-GB", today
        ? { hour: "2-digit", minute: "2-digit" }
        : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
      time.dataset.local = "";
    }
  };

  const wanted = new URLSearchParams(location.search).get("__theme") || localStorage.getItem("candor-theme");
  const setTheme = (name) => document.body.classList.toggle("dark", name === "dark");

  document.addEventListener("click", async (event) => {
    if (event.target.closest("#theme")) {
      const next = document.body.classList.contains("dark") ? "light" : "dark";
      localStorage.setItem("candor-theme", next);
      setTheme(next);
    }
    if (event.target.closest("#sign-out")) {
      await send("POST", "/v1/logout");
      location.assign("/login");
    }
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    const { act: name, confirm, verb, drawer, ...payload } = button.dataset;
    if (drawer) document.body.classList.remove("drawer-open");
    if (confirm && !(await confirmed(confirm, verb))) return;
    document.dispatchEvent(new CustomEvent("candor:act", { detail: { name, payload, button } }));
    act(name, payload);
  });

  document.addEventListener("error", (event) => {
    if (event.target instanceof HTMLImageElement && event.target.closest("figure.page")) {
      event.target.closest("figure.page").replaceChildren(
        element("figcaption", { textContent: "The picture of this page is not available." }));
    }
  }, true);

  const prepare = () => {
    if (wanted) setTheme(wanted);
    start();
    // Gradio may keep an element and put its text and attributes back as they came.
    new MutationObserver(localTimes).observe(document.body, {
      childList: true, subtree: true, characterData: true, attributeFilter: ["data-local", "datetime"],
    });
  };
  // Gradio adds this script to a page that may have loaded already.
  if (document.body) prepare();
  else document.addEventListener("DOMContentLoaded", prepare);

  return { act, me, onStart, element, confirmed, send, problem, setTheme, wanted };
})();
