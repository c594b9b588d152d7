// The review page in the browser: the live queue, drafts, decisions, keys, and the claim kept while a case is open.
(() => {
  const { act, confirmed, element, onStart, send } = window.candor;
  const RENEW_MS = 60_000;
  const KEYS = [
    ["n", "take the next case"], ["s", "leave this one and take the next"], ["c", "claim the case in sight"],
    ["j / k", "go down or up in the queue"], ["1 to 4", "judge the next sentence"], ["e", "write the reply"],
    ["Ctrl+Enter", "send the reply"], ["a", "approve the draft"], ["x", "not in the documents"], ["r", "reject"],
    ["u", "release"], ["/", "search"], ["?", "this list"], ["Esc", "close what is open"],
  ];
  let stream = null;

  const shown = () => document.querySelector("[data-case]");
  const form = () => document.querySelector("form.resolve");
  const tell = (text) => { const place = document.getElementById("resolve-told"); if (place) place.textContent = text; };

  // What is typed and chosen is kept by case, so that looking elsewhere loses nothing.
  const draftKey = (id) => `candor-draft-${id}`;
  const keepDraft = (of) => {
    const fields = [...new FormData(of).entries()].filter(([name, value]) => value && !["next", "several", "reuse"].includes(name));
    const reuse = of.elements.reuse;
    if (reuse && reuse.checked !== reuse.defaultChecked) fields.push(["reuse", reuse.checked]);
    const key = draftKey(of.dataset.escalation);
    if (fields.length) sessionStorage.setItem(key, JSON.stringify(fields)); else sessionStorage.removeItem(key);
  };
  // Gradio may show the next case in the same elements, with what was typed for the last one still in them.
  const filledFor = new WeakMap();
  const restoreDraft = (of) => {
    if (filledFor.get(of) === of.dataset.escalation) return;
    filledFor.set(of, of.dataset.escalation);
    of.reset();
    const kept = JSON.parse(sessionStorage.getItem(draftKey(of.dataset.escalation)) || "[]");
    for (const [name, value] of kept) {
      const field = of.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value === true; else field.value = value;
    }
  };
  const skipped = [];
  let decided = "";
  const onCase = () => {
    if (decided && document.querySelector("#told .good")) {
      sessionStorage.removeItem(draftKey(decided));
      decided = "";
    }
    if (form()) restoreDraft(form());
  };

  const label = ([name, value]) => {
    const claim = Number(name.slice("label-".length));
    return value === "beside" ? { claim, support: "supported", answers: false } : { claim, support: value };
  };
  const decision = (of, resolution) => {
    const fields = new FormData(of);
    return {
      resolution,
      text: (resolution !== "approve" && fields.get("text").trim()) || undefined,
      labels: [...fields.entries()].filter(([name, value]) => name.startsWith("label-") && value).map(label),
      reuse: fields.has("reuse"),
      cause: fields.get("cause") || undefined,
    };
  };
  const refusal = (of, resolution) => {
    const typed = of.elements.text.value.trim();
    if (resolution === "edit" && !typed) return "Write the reply first: it is what the user will read.";
    if (resolution === "approve" && typed) return "Approving sends the draft as it was, not what you typed. Send your reply, or empty the field.";
    return "";
  };
  const decide = (of, resolution) => {
    const why = refusal(of, resolution);
    tell(why);
    if (why) { of.elements.text.focus(); return; }
    decided = of.dataset.escalation;
    act("resolve", { escalation: of.dataset.escalation, decision: decision(of, resolution), next: of.elements.next?.checked ?? false, skip: skipped });
  };

  const filters = () => Object.fromEntries(new FormData(document.querySelector("form.filters")).entries());
  let searching = 0;
  const filter = () => { clearTimeout(searching); searching = setTimeout(() => act("filter", filters()), 250); };
  const next = () => act("next", { skip: skipped });

  const chosen = () => [...document.querySelectorAll("#queue input[name=several]:checked")].map((box) => box.value);
  const showChosen = () => {
    const bar = document.querySelector(".several");
    if (!bar) return;
    bar.hidden = !chosen().length;
    bar.querySelector("[data-chosen]").textContent = `${chosen().length} chosen`;
  };
  const toSeveral = async (action) => {
    const ids = chosen();
    const verb = action === "reject" ? "Reject" : "Send";
    if (action !== "assign" && !(await confirmed(`Decide ${ids.length} cases at once? Each user is told.`, verb))) return;
    act("several", { ids, action });
  };

  document.addEventListener("input", (event) => {
    if (event.target.closest("form.filters")) filter();
    if (event.target.name === "several") showChosen();
    const of = event.target.closest("form.resolve");
    if (of) { tell(""); keepDraft(of); }
  });
  document.addEventListener("change", (event) => {
    const of = event.target.closest("form.resolve");
    if (!of) return;
    if (event.target.matches("[data-canned]") && event.target.value) {
      of.elements.text.value = event.target.value;
      event.target.value = "";
      of.elements.text.focus();
    }
    keepDraft(of);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest("form.filters")) { event.preventDefault(); filter(); return; }
    const of = event.target.closest("form.resolve");
    if (!of) return;
    event.preventDefault();
    decide(of, event.submitter?.value || "edit");
  });
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-draft]");
    if (copy && form()) {
      form().elements.text.value = copy.dataset.draft;
      form().elements.text.focus();
      keepDraft(form());
    }
    if (event.target.closest("[data-next]")) next();
    if (event.target.closest("[data-shortcuts]")) showKeys();
    const several = event.target.closest("[data-several]");
    if (several) toSeveral(several.dataset.several);
  });

  const showKeys = () => {
    if (document.querySelector("dialog.keys")) return;
    const rows = KEYS.map(([key, does]) => element("div", {}, element("kbd", { textContent: key }), element("span", { textContent: does })));
    const dialog = element("dialog", { className: "ask keys" }, element("p", { textContent: "Shortcuts" }), ...rows,
      element("form", { method: "dialog", className: "buttons" }, element("button", { className: "quiet", textContent: "Close" })));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };
  const move = (by) => {
    const rows = [...document.querySelectorAll("#queue button.row")];
    const at = rows.findIndex((row) => row.closest("li").hasAttribute("aria-current"));
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.click();
  };
  const judge = (number) => {
    const groups = [...document.querySelectorAll(".labels")];
    const group = groups.find((one) => !one.querySelector("input:checked")) || groups.at(-1);
    const choice = group?.querySelectorAll("input")[number];
    if (!choice) return;
    choice.click();
    group.closest("li").scrollIntoView({ block: "nearest" });
  };
  const press = (selector) => document.querySelector(`#case ${selector}:not(:disabled)`)?.click();
  const onKey = {
    n: next, j: () => move(1), k: () => move(-1), "?": showKeys,
    s: () => { if (shown()) { skipped.push(shown().dataset.case); press("[data-act=release]"); } next(); },
    c: () => press("[data-act=claim]"), u: () => press("[data-act=release]"),
    e: () => form()?.elements.text.focus(), a: () => press("[value=approve]"),
    x: () => press("[value=not_in_documents]"), r: () => press("[value=reject]"),
    "/": () => document.querySelector("form.filters [name=text]")?.focus(),
  };
  const onReview = () => Boolean(document.getElementById("review"));
  document.addEventListener("keydown", (event) => {
    if (!onReview() || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { closePanel(); document.activeElement?.blur(); return; }
    const isTyping = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox]), select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form()) { decide(form(), "edit"); return; }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = /^[1-4]$/.test(event.key) ? () => judge(Number(event.key) - 1) : onKey[event.key];
    if (run) { event.preventDefault(); run(); }
  });

  const closePanel = () => document.body.classList.remove("panel-open");
  document.addEventListener("candor:act", ({ detail }) => {
    if (!onReview()) return;
    if (detail.name === "evidence") document.body.classList.add("panel-open");
    if (detail.name !== "open") return;
    const address = new URL(location.href);
    address.searchParams.set("case", detail.payload.escalation);
    history.replaceState(null, "", address);
    closePanel();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close=panel]")) closePanel(); });
  addEventListener("pagehide", () => stream?.close());

  onStart("review", () => {
    act("start", { case: new URLSearchParams(location.search).get("case") || "" });
    new MutationObserver(onCase).observe(document.getElementById("case"), { childList: true, subtree: true });
    stream = new EventSource("/v1/escalations/events");
    stream.addEventListener("queue", () => act("refresh"));
    setInterval(() => {
      const mine = document.querySelector("[data-case][data-mine=true]");
      if (mine) send("POST", `/v1/escalations/${encodeURIComponent(mine.dataset.case)}/renew`);
    }, RENEW_MS);
  });
})();
