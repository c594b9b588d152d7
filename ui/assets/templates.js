// Gradio fills in its HTML templates with `Function`, which the Content-Security-Policy forbids as it forbids `eval`.
// Ours are all empty or `${value}`, so what they come to, once Handlebars has had them, is known beforehand.
(() => {
  const known = {
    'return "${value}";': () => () => "${value}",
    'return "";': () => () => "",
    "return `${value}`;": (names) => (...values) => String(values[names.indexOf("value")] ?? ""),
    "return ``;": () => () => "",
  };
  const native = window.Function;
  const filled = function (...parts) {
    const source = String(parts.pop() ?? "").trim();
    return Object.hasOwn(known, source) ? known[source](parts) : native(...parts, source);
  };
  filled.prototype = native.prototype;
  window.Function = filled;
})();
