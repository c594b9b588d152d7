// The review page in the browser: the live queue, decisions, and the claim kept while a case is open.
(() => {
  const { act, onStart, send } = window.candor;
  const RENEW_MS = 60_000;
  let stream = null;

  const decision = (form, submitter) => {
    const fields = new FormData(form);
    const labels = [...fields.entries()]
      .filter(([name, value]) => name.startsWith("label-") && value)
      .map(([name, support]) => ({ claim: Number(name.slice("label-".length)), support }));
    return {
      resolution: submitter.value, text: fields.get("text").trim() || undefined, labels, reuse: fields.has("reuse"),
    };
  };

  document.addEventListener("input", (event) => {
    if (event.target.closest("form.resolve")) document.getElementById("resolve-told").textContent = "";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.resolve");
    if (!form) return;
    event.preventDefault();
    const decided = decision(form, event.submitter);
    if (decided.resolution === "edit" && !decided.text) {
      document.getElementById("resolve-told").textContent = "Write the reply first: it is what the user will read.";
      form.elements.text.focus();
      return;
    }
    act("resolve", { escalation: form.dataset.escalation, decision: decided });
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "reply") document.getElementById("resolve-told").textContent = "";
  });
  const closePanel = () => document.body.classList.remove("panel-open");
  document.addEventListener("candor:act", ({ detail }) => {
    if (detail.name === "evidence") document.body.classList.add("panel-open");
    if (detail.name === "open") {
      const address = new URL(location.href);
      address.searchParams.set("case", detail.payload.escalation);
      history.replaceState(null, "", address);
      closePanel();
    }
  });
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-draft]");
    if (!copy) return;
    const reply = copy.form.elements.text;
    reply.value = copy.dataset.draft;
    reply.focus();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close=panel]")) closePanel(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePanel(); });
  addEventListener("pagehide", () => stream?.close());

  onStart("review", () => {
    const wanted = new URLSearchParams(location.search).get("case");
    if (wanted) act("open", { escalation: wanted });
    else act("refresh");
    stream = new EventSource("/v1/escalations/events");
    stream.addEventListener("queue", () => act("refresh"));
    setInterval(() => {
      const mine = document.querySelector("[data-case][data-mine=true]");
      if (mine) send("POST", `/v1/escalations/${encodeURIComponent(mine.dataset.case)}/renew`);
    }, RENEW_MS);
  });
})();
