// The operations page in the browser: it begins with everything; the slider says what a threshold would have done.
(() => {
  const { act, onStart } = window.candor;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "threshold") return;
    const card = event.target.closest("[data-steps]");
    const step = JSON.parse(card.dataset.steps)[event.target.valueAsNumber];
    card.querySelector("output").textContent = step.told;
    const button = card.querySelector("[data-act=threshold]");
    if (button) button.dataset.threshold = step.threshold;
  });
  onStart("operations", () => act("start"));
})();
