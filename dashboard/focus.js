// The key / leads into the field of the page, unless something is being typed.
const TYPING = "input, textarea, select, [contenteditable]";

export default function () {
  if (window.sharecheckFocus) return;
  window.sharecheckFocus = true;
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
