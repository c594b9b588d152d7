// The documents page in the browser: uploads to the chosen collection, progress in the table.
(() => {
  const { act, element, files, onStart } = window.candor;
  const followed = new Set();
  const collection = () => document.querySelector("#collection input")?.value || "default";
  const list = () => {
    const made = document.querySelector("#files .files") || element("ul", { className: "files" });
    if (!made.isConnected) document.getElementById("files").append(made);
    return made;
  };
  const done = () => act("refresh");
  const take = (dropped) => {
    for (const file of dropped) files.upload(file, { collection: collection() }, list(), done);
  };

  // A row that is on its way shows its progress in place.
  const followRows = () => {
    for (const row of document.querySelectorAll("tr[data-document]")) {
      const id = row.dataset.document;
      if (["ready", "failed"].includes(row.dataset.status) || followed.has(id)) continue;
      followed.add(id);
      const item = files.line("");
      files.follow(item, { id, name: id, status: row.dataset.status }, () => { followed.delete(id); done(); });
      new MutationObserver(() => {
        const bar = document.querySelector(`tr[data-document="${CSS.escape(id)}"] progress`);
        const now = item.querySelector("progress");
        if (bar && now.hasAttribute("value")) bar.value = now.value;
      }).observe(item, { attributes: true, subtree: true, childList: true });
    }
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#attach")) document.getElementById("attach-input").click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "attach-input") return;
    take([...event.target.files]);
    event.target.value = "";
  });
  onStart("documents", () => {
    files.dropZone(take);
    new MutationObserver(followRows).observe(document.getElementById("table"), { childList: true, subtree: true });
    act("start", { collection: new URLSearchParams(location.search).get("collection") || "" });
  });
})();
