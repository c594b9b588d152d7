// What all pages share: actions, confirmation, theme, session, times.
window.candor = (() => {
  const payloads = new Map();
  const starts = {};
  const me = {};

  // Gradio renders the buttons after the scripts run, so an early action waits for its button.
  const act = (name, payload = {}, tries = 100) => {
    const button = document.getElementById(`act-${name}`);
    if (!button) {
      if (tries > 0) setTimeout(() => act(name, payload, tries - 1), 50);
      return;
    }
    const waiting = payloads.get(name) || [];
    waiting.push(JSON.stringify(payload));
    payloads.set(name, waiting);
    button.click();
  };
  const take = (name) => (payloads.get(name) || []).shift() || "{}";

  const onStart = (page, run) => { starts[page] = run; };
  const start = (page) => { signIn().then((may) => { if (may) starts[page]?.(); }); };

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
    new MutationObserver(localTimes).observe(document.body, { childList: true, subtree: true });
  };
  // Gradio adds this script to a page that may have loaded already.
  if (document.body) prepare();
  else document.addEventListener("DOMContentLoaded", prepare);

  return { act, take, me, start, onStart, element, confirmed, send, problem, setTheme, wanted };
})();
