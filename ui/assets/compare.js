// The compare page in the browser: everything it does is a button that acts.
(() => {
  const { act, onStart } = window.candor;
  onStart("compare", () => act("start"));
})();
