// The operations page in the browser: it begins with everything.
(() => {
  const { act, onStart } = window.candor;
  onStart("operations", () => act("start"));
})();
