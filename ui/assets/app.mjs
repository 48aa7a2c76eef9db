// Everything here improves a page that already works. No inline script, no eval: the policy is script-src 'self'.
import { Alert } from "@ministryofjustice/frontend/moj/components/alert/alert.mjs";
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";

import { markBackgroundRequests, warnBeforeSessionEnds } from "./session.mjs";

const COMPONENTS = [
  Alert,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];

function start(scope) {
  for (const component of COMPONENTS) {
    createAll(component, undefined, scope);
  }
}

// The design systems expect these before they start.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

start(document);
markBackgroundRequests(document);
warnBeforeSessionEnds(document);

// A fragment that htmx has put into the page holds components of its own.
document.body.addEventListener("htmx:afterSwap", (event) => {
  start(event.detail.elt);
  // What was done is read out, and the next Tab goes on from there: the button that was pressed is gone.
  event.detail.elt.querySelector("[data-focus-on-arrival]")?.focus();
});
