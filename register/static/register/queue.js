// Keys of a team's queue. They work only while the focus is in a list (WCAG 2.1.4), and press what is there to press.
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const queue = document.querySelector("[data-queue]");

function move(rows, from, step) {
  const to = Math.min(Math.max(from + step, 0), rows.length - 1);
  rows[to].querySelector("a")?.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
    return;
  }
  const rows = [...queue.querySelectorAll("tbody tr")];
  const row = event.target.closest("tbody tr");
  const control = row && [...row.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (STEPS[event.key] && rows.length) {
    move(rows, rows.indexOf(row), STEPS[event.key]);
  } else if (control) {
    control.click();
  } else {
    return;
  }
  event.preventDefault();
}

if (queue) {
  queue.addEventListener("keydown", pressed);
  document.getElementById("queue-keys").hidden = false;
}
