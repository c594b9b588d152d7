"""The login form, without the page's scripts: it is all that someone without a key may see."""

LOGIN_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Candor: log in</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; display: grid; min-height: 100vh; place-items: center; margin: 0;
  background: light-dark(#f6f7f9, #14171c); color: light-dark(#1d232b, #e8ebef); }
form { width: min(22rem, 88vw); display: grid; gap: .75rem; }
h1 { font-size: 1.4rem; margin: 0; }
input, button { font: inherit; padding: .6rem .8rem; border-radius: .5rem;
  border: 1px solid light-dark(#8a94a3, #5d6877); }
input { background: light-dark(#fff, #1d2229); color: inherit; }
button { background: #1f5fbf; border-color: #1f5fbf; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #5b9bff; outline-offset: 2px; }
#error { color: light-dark(#a3121f, #ff9aa2); min-height: 1.5em; margin: 0; }
</style>
</head>
<body>
<form>
<h1>Candor</h1>
<label for="key">Your API key</label>
<input id="key" type="password" autocomplete="current-password" required autofocus>
<button>Log in</button>
<p id="error" role="alert"></p>
</form>
<script>
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = document.querySelector("#error");
  error.textContent = "";
  try {
    const reply = await fetch("/v1/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: document.querySelector("#key").value.trim() }),
    });
    if (reply.ok) location.assign("/");
    else error.textContent = (await reply.json()).detail;
  } catch {
    error.textContent = "The server cannot be reached. Try again.";
  }
});
</script>
</body>
</html>
"""
