// What the field needs in the browser, once for all pages; the script itself runs at each rerun.
var TYPING = "input, textarea, select, [contenteditable]";
var AT_ONCE = 10000; // milliseconds

// The key / leads into the field of the page, unless something is being typed.
function lead() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    const field = document.querySelector(".stForm input");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

// Streamlit goes to another page in two steps: the question at this page's address, then the other
// page. The way back must not end at the first, where this page takes the question for its own.
function join() {
  const push = history.pushState.bind(history);
  let last = { path: "", search: "", at: 0 };
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? location.href, location.href);
    const step =
      last.search && last.search === next.search && last.path === location.pathname &&
      last.path !== next.pathname && Date.now() - last.at < AT_ONCE;
    last = { path: next.pathname, search: next.search, at: Date.now() };
    if (step) history.replaceState(state, title, url);
    else push(state, title, url);
  };
}

if (!window.sharecheckField) {
  window.sharecheckField = true;
  lead();
  join();
}
