// Keys of the list of duties. They work only while the focus is in the list (WCAG 2.1.4), and only follow links.
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const list = document.querySelector("[data-duties]");

function move(rows, from, step) {
  const to = Math.min(Math.max(from + step, 0), rows.length - 1);
  rows[to].querySelector("a")?.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
    return;
  }
  const rows = [...list.querySelectorAll("tbody tr")];
  const row = event.target.closest("tbody tr");
  const link = row && [...row.querySelectorAll("a[data-key]")].find((each) => each.dataset.key === event.key);
  if (STEPS[event.key]) {
    move(rows, rows.indexOf(row), STEPS[event.key]);
  } else if (link) {
    link.click();
  } else {
    return;
  }
  event.preventDefault();
}

if (list) {
  list.addEventListener("keydown", pressed);
  document.getElementById("duty-keys").hidden = false;
}
