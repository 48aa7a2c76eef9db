// Warns before an idle session ends and lets the person stay (WCAG 2.2, 2.2.1 Timing Adjustable).
//
// <body data-session-idle="1800" data-session-warn="120" data-session-keep-alive="/…" data-session-ended="/…">
// Without the attributes, without the dialog or without JavaScript nothing happens here: the server ends the session.

const CHANNEL = "register-session";
const TICK = 1000;

/** The words for what is left: whole minutes until the last one, then tens of seconds. */
function remainingWords(seconds) {
  if (seconds > 60) {
    return `${Math.ceil(seconds / 60)} minutes`;
  }
  if (seconds > 50) {
    return "1 minute";
  }
  return `${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds`;
}

/** What a page shows when `idle` seconds have passed: "quiet", "warn" or "ended". */
function phase(idle, limit, warning) {
  if (idle >= limit) {
    return "ended";
  }
  return idle >= limit - warning ? "warn" : "quiet";
}

/** Whether a part of the page asks by itself, with nobody there ("hx-trigger=every 2s"). */
function polls(element) {
  return /\bevery\b/.test(element.getAttribute("hx-trigger") ?? "");
}

/** A part that polls says so, X-Background-Request: 1, so that the server does not take it for a person at work. */
export function markBackgroundRequests(document) {
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (polls(event.detail.elt)) {
      event.detail.headers["X-Background-Request"] = "1";
    }
  });
}

export function warnBeforeSessionEnds(document) {
  const { sessionIdle, sessionWarn, sessionKeepAlive, sessionEnded } = document.body.dataset;
  const dialog = document.getElementById("session-warning");
  const limit = Number(sessionIdle);
  const warning = Number(sessionWarn);
  if (!dialog || !(limit > warning) || !(warning > 0)) {
    return;
  }

  const remaining = dialog.querySelector("[data-session-remaining]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  let activeAt = Date.now();

  function active() {
    activeAt = Date.now();
    if (dialog.open) {
      dialog.close();
    }
  }

  function tellAndStay() {
    active();
    channel?.postMessage("active");
  }

  async function stay() {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    let answer;
    try {
      answer = await fetch(sessionKeepAlive, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        redirect: "manual",
      });
    } catch {
      // Unreachable: the warning stays, what was typed stays, and the person may try again.
      return;
    }
    if (answer.ok) {
      tellAndStay();
    } else {
      leave();
    }
  }

  function leave() {
    window.clearInterval(timer);
    window.location.assign(sessionEnded || "/");
  }

  function tick() {
    const idle = (Date.now() - activeAt) / 1000;
    const now = phase(idle, limit, warning);
    if (now === "ended") {
      leave();
    } else if (now === "warn") {
      const words = remainingWords(limit - idle);
      if (remaining.textContent !== words) {
        remaining.textContent = words;
      }
      if (!dialog.open) {
        dialog.showModal();
      }
    }
  }

  const timer = window.setInterval(tick, TICK);
  dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !polls(event.detail.elt)) {
      tellAndStay();
    }
  });
  channel?.addEventListener("message", active);
  channel?.postMessage("active");
}
