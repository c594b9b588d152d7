// Uploads with their progress, one line a file; at most two progress streams at a time.
window.candor.files = (() => {
  const { element, me, problem } = window.candor;
  const FINAL = ["ready", "failed"];
  const SAID = { queued: "Waiting", parsing: "Reading", embedding: "Indexing", ready: "Ready", failed: "Failed" };
  const waiting = [];
  let watching = 0;

  const line = (name) => {
    const bar = element("progress", { max: 1 });
    const said = element("span", { className: "said", textContent: "Sending" });
    const made = element("li", { className: "file" },
      element("span", { className: "name", textContent: name, title: name }), bar, said);
    made.setAttribute("role", "status");
    made.dataset.status = "sending";
    return made;
  };

  const fraction = ({ status, progress }) => {
    if (status === "ready") return 1;
    return progress && progress.total ? progress.done / progress.total : null;
  };

  const show = (item, found) => {
    const bar = item.querySelector("progress");
    const done = fraction(found);
    item.dataset.status = found.status;
    if (done === null) bar.removeAttribute("value"); else bar.value = done;
    bar.hidden = FINAL.includes(found.status);
    bar.setAttribute("aria-label", `${found.name}: ${SAID[found.status] || found.status}`);
    const percent = done !== null && !FINAL.includes(found.status) ? ` ${Math.round(done * 100)} %` : "";
    item.querySelector(".said").textContent = found.error || `${SAID[found.status] || found.status}${percent}`;
  };

  const next = () => {
    while (watching < 2 && waiting.length) {
      const { item, id, done } = waiting.shift();
      watching += 1;
      const stream = new EventSource(`/v1/documents/${encodeURIComponent(id)}/events`);
      const finish = (found) => { stream.close(); watching -= 1; done?.(found); next(); };
      stream.addEventListener("document", (event) => {
        const found = JSON.parse(event.data);
        show(item, found);
        if (FINAL.includes(found.status)) finish(found);
      });
      stream.addEventListener("deleted", () => { item.remove(); finish(null); });
      stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) finish(null); });
    }
  };

  // Follows a document until it is ready or failed.
  const follow = (item, found, done) => {
    show(item, found);
    if (FINAL.includes(found.status)) { done?.(found); return; }
    waiting.push({ item, id: found.id, done });
    next();
  };

  // Sends one file; `fields` say where it belongs.
  const upload = (file, fields, list, done) => {
    const item = line(file.name);
    list.append(item);
    if (me.upload_limit_bytes && file.size > me.upload_limit_bytes) {
      const most = Math.floor(me.upload_limit_bytes / 1e6);
      show(item, { name: file.name, status: "failed", error: `Too large: a file may have ${most} MB at most.` });
      return;
    }
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/documents");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) item.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("loadend", async () => {
      const answer = new Response(request.responseText || "", { status: request.status || 503 });
      if (answer.ok) follow(item, await answer.json(), done);
      else show(item, { name: file.name, status: "failed", error: await problem(answer) });
    });
    request.send(body);
  };

  // Files dropped anywhere on the page go to `take`.
  const dropZone = (take) => {
    let depth = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (on) => document.body.classList.toggle("dropping", on);
    addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; mark(true); } });
    addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth -= 1; mark(depth > 0); } });
    addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
    addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      mark(false);
      take([...event.dataTransfer.files]);
    });
  };

  return { line, show, follow, upload, dropZone };
})();
