// The key / leads into the field of the page, unless something is being typed.
if (!window.sharecheckFocus) {
  window.sharecheckFocus = true;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = document.querySelector(".stForm input");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
