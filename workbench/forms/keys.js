// Keys, focus, a beat every minute and the warning before the page is left. It draws nothing. It
// sends "settle", "save", "beat" and "escape" to keys.py, and receives "settled" and "done".
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select";
const FOCUSABLE = "input:checked, input, select, textarea, button, [tabindex]";
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LEAVE = "Det du har ført, er ikke lagret. Logge ut likevel?";

const makeElement = (tag, textContent) =>
  Object.assign(document.createElement(tag), { textContent });

function attach(model, root, signal) {
  const find = (selector) => root.querySelector(selector);
  const listen = (target, type, listener, capture = false) =>
    target.addEventListener(type, listener, { capture, signal });
  let savingCase = null; // the id of the case that is being saved
  let savedAt = 0; // when its save was sent
  let hasInput = false; // something was pressed or entered since the case came on the screen
  let pendingMessage = null; // sent when everything typed before has arrived
  let dialledAt = 0; // when the payer's number was last pressed
  let hasUnsentText = false; // in a field that still has the focus: Python does not know the text
  let isInHits = false; // the focus is on a hit, which a running search may replace

  const sendWhenSettled = (message) => {
    pendingMessage = message;
    model.send({ kind: "settle" });
  };
  const isSaving = () => savingCase === model.get("case");
  const save = () => {
    const isRepeated = !hasInput && Date.now() - savedAt < SECOND; // meant for the previous case
    if (isSaving() || isRepeated || !find(".wb-save")) return;
    savingCase = model.get("case");
    savedAt = Date.now();
    if (document.activeElement?.matches(TYPING)) document.activeElement.blur();
    sendWhenSettled({ kind: "save", case: savingCase });
  };
  model.on("msg:custom", ({ kind, case: savedCase }) => {
    if (kind === "settled" && pendingMessage) model.send(pendingMessage);
    if (kind === "settled") pendingMessage = null;
    if (kind === "done" && savingCase === savedCase) savingCase = null;
  });
  model.on("change:case", () => { hasUnsentText = hasInput = false; });

  const findByKey = (key) => {
    if (key === "/") return find(".wb-search input");
    if (key === "r") return find(".wb-person input");
    return /^[0-9]$/.test(key) ? find(`.wb-key-${key}`) : null;
  };
  // act on a key; return whether it was one of the form's own keys
  const handleKey = (event) => {
    const { key, target } = event;
    if (key === "Enter" && event.ctrlKey) {
      save();
      return true;
    }
    if (event.ctrlKey) return false;
    if (key === "Escape") {
      document.activeElement?.blur();
      if (!isSaving()) sendWhenSettled({ kind: "escape" });
      return true;
    }
    if (target.matches(TYPING)) {
      const isSearch = key === "Enter" && target.closest(".wb-search");
      const firstHit = isSearch ? find(".wb-hits button") : null;
      firstHit?.focus();
      return Boolean(firstHit);
    }
    const element = findByKey(key);
    if (!element || isSaving()) return Boolean(element);
    if (key === "/") element.focus(); else element.click();
    return true;
  };
  // on window and while capturing: JupyterLab handles its shortcuts on the document
  listen(window, "keydown", (event) => {
    const isInForm = event.target === document.body || root.contains(event.target);
    if (!isInForm || event.isComposing || event.altKey || event.metaKey || event.repeat) return;
    if (handleKey(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  listen(window, "click", (event) => {
    if (event.target.closest?.(".wb-phone")) dialledAt = Date.now();
    if (!event.target.closest?.(".wb-save")) return;
    event.stopImmediatePropagation();
    save();
  }, true);
  listen(root, "input", (event) => {
    hasUnsentText ||= Boolean(event.target.closest(".wb-outcome"));
  });
  for (const type of ["click", "input"]) listen(root, type, () => { hasInput = true; });
  listen(root, "focusin", (event) => { isInHits = Boolean(event.target.closest(".wb-hits")); });
  // to press a phone number fires "beforeunload" too, though the page is not left
  const hasJustDialled = () => Date.now() - dialledAt <= 2 * SECOND;
  const wouldLoseInput = () => !hasJustDialled() && (hasUnsentText || model.get("unsaved"));
  const warn = (event) => { if (wouldLoseInput()) event.preventDefault(); };
  listen(window, "beforeunload", warn);
  listen(window, "leaving", warn); // the agents' page stops "beforeunload", and fires this instead

  let lastMove = 0;
  const moveFocus = (move, tries) => {
    const widget = document.getElementsByClassName(model.get("focus").split(" ")[0])[0];
    const target = widget?.matches(FOCUSABLE) ? widget
      : widget?.querySelector("input:checked") ?? widget?.querySelector(FOCUSABLE);
    if (move !== lastMove || document.activeElement?.matches(TYPING)) return; // somebody types
    target?.focus(); // has no effect while the page is still hidden
    if (!widget?.contains(document.activeElement) && tries) {
      setTimeout(moveFocus, 16, move, tries - 1);
    }
  };
  const startMove = () => { if (model.get("focus")) moveFocus(++lastMove, 300); };
  model.on("change:focus", startMove);

  const beat = () => { if (document.visibilityState === "visible") model.send({ kind: "beat" }); };
  const clock = setInterval(beat, MINUTE);
  listen(document, "visibilitychange", beat);

  // attributes that ipywidgets does not set: groups of radios, what is chosen, no repeated titles
  find(".wb-queue")?.setAttribute("role", "navigation");
  find(".wb-queue")?.setAttribute("aria-label", "Neste samtaler");
  const setAttributes = () => {
    root.querySelectorAll("[title]").forEach((element) => element.removeAttribute("title"));
    root.querySelectorAll(".widget-radio-box").forEach((box, index) => {
      box.setAttribute("role", "radiogroup");
      box.setAttribute("aria-label", box.parentElement.querySelector(".widget-label").textContent);
      box.querySelectorAll("input").forEach((input) => { input.name = `wb-radio-${index}`; });
    });
    root.querySelectorAll(".wb-whose").forEach((group) => {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", group.querySelector(".wb-label")?.textContent.trim() ?? "");
    });
    root.querySelectorAll(".wb-topic").forEach((topic) => {
      topic.dataset.key = topic.className.match(/wb-key-(\d)/)[1];
      topic.setAttribute("aria-pressed", String(topic.classList.contains("wb-on")));
    });
    root.querySelectorAll(".wb-turn").forEach((turn) => {
      turn.setAttribute("aria-current", String(turn.classList.contains("wb-on")));
      const [name, facts] = turn.textContent.split("\n");
      if (facts) turn.replaceChildren(makeElement("b", name), makeElement("small", facts));
    });
    if (isInHits && document.activeElement === document.body) find(".wb-hits button")?.focus();
  };
  const observer = new MutationObserver(setAttributes);
  observer.observe(root, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["class", "title"],
  });
  setAttributes();
  startMove();

  // the page has the agent's name and a log-out button: move them into the bar
  const logOutForm = document.getElementById("who");
  if (logOutForm) {
    find(".wb-agent")?.replaceChildren(logOutForm);
    listen(logOutForm, "submit", (event) => {
      if (wouldLoseInput() && !confirm(LEAVE)) event.preventDefault();
      else dialledAt = Date.now(); // the agent has answered: "beforeunload" need not warn again
    });
  }

  signal.addEventListener("abort", () => { clearInterval(clock); observer.disconnect(); });
}

function render({ model, el }) {
  const controller = new AbortController();
  const attachWhenShown = () => {
    const root = el.closest(".wb");
    if (root?.isConnected) attach(model, root, controller.signal);
    else if (!controller.signal.aborted) setTimeout(attachWhenShown, 16);
  };
  attachWhenShown();
  return () => controller.abort();
}

export default { render };
