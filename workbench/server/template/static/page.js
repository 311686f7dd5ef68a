"use strict";
/* Says when the form is ready, and when it no longer is: nobody is left before a dead form. */
const LOST = "Forbindelsen er brutt. Det du har lagret, er trygt. Last siden på nytt.";
const PATIENCE = 30000;

// Voila's frontend is older than the widgets it loads, and says so for every module
const { warn } = console;
console.warn = (...said) => /satisf(ied|ying) version/.test(said[0]) || warn(...said);
console.debug = () => {};

const say = (lost) => {
  const notice = document.getElementById("notice");
  if (lost !== (notice.textContent === LOST)) notice.textContent = lost ? LOST : ""; // read once
};
const waiting = setTimeout(() => say(true), PATIENCE);

const watch = async (app) => {
  const { kernel } = await app.widgetManagerPromise.promise;
  let met = false;
  const look = () => {
    const connected = kernel.connectionStatus === "connected";
    if (connected) clearTimeout(waiting);
    met ||= connected;
    const dead = ["dead", "restarting", "autorestarting"].includes(kernel.status);
    say(dead || (met && !connected));
  };
  kernel.connectionStatusChanged.connect(look);
  kernel.statusChanged.connect(look);
  look();
};
// Voila puts its application here when it has started
Object.defineProperty(window, "jupyterapp", { set: watch });

// A click on a telephone number counts as leaving the page, and Voila would close the form behind
// it; the kernel is let go when the page is really left.
addEventListener("beforeunload", (event) => {
  event.stopImmediatePropagation();
  if (!dispatchEvent(new Event("leaving", { cancelable: true }))) event.preventDefault();
});
addEventListener("pagehide", (event) => {
  if (event.persisted) return;
  const { kernelId } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const form = new FormData(document.getElementById("who")); // holds the token against forgery
  navigator.sendBeacon(`/voila/api/shutdown/${kernelId}`, form);
});

window.cellLoaded = true;
window.voila_finish = () => {
  document.getElementById("loading").hidden = true;
  document.getElementById("rendered_cells").hidden = false;
};
