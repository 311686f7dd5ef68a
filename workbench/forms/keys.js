// Keys, focus, the minute's beat and the warning before leaving. It draws nothing; it says
// "settle", "save", "beat" and "escape", and hears "settled" and "done".
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select";
const REACHED = "input:checked, input, select, textarea, button, [tabindex]";
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LEAVE = "Det du har ført, er ikke lagret. Logge ut likevel?";

const part = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

function attach(model, root, done) {
  const find = (selector) => root.querySelector(selector);
  const on = (target, type, heard, capture = false) =>
    target.addEventListener(type, heard, { capture, signal: done });
  let saving = null; // the case whose save is on its way
  let pressed = 0; // when it was sent on its way
  let entered = false; // something, of the case on the screen
  let said = null; // what to say once all that was typed before has arrived
  let dialled = 0; // when the payer's number was last pressed
  let typed = false; // in a field that has not been left, so that Python does not know of it
  let choosing = false; // among the hits, which a search still under way replaces

  const settle = (message) => {
    said = message;
    model.send({ kind: "settle" });
  };
  const isSaving = () => saving === model.get("case");
  const save = () => {
    const again = !entered && Date.now() - pressed < SECOND; // of a case that is saved already
    if (isSaving() || again || !find(".wb-save")) return;
    saving = model.get("case");
    pressed = Date.now();
    if (document.activeElement?.matches(TYPING)) document.activeElement.blur();
    settle({ kind: "save", case: saving });
  };
  model.on("msg:custom", ({ kind, case: saved }) => {
    if (kind === "settled" && said) model.send(said);
    if (kind === "settled") said = null;
    if (kind === "done" && saving === saved) saving = null;
  });
  model.on("change:case", () => { typed = entered = false; });

  const act = (event) => {
    const { key, target } = event;
    if (key === "Enter" && event.ctrlKey) return save(), true;
    if (event.ctrlKey) return false;
    if (key === "Escape") {
      document.activeElement?.blur();
      if (!isSaving()) settle({ kind: "escape" });
      return true;
    }
    if (target.matches(TYPING)) {
      const first = key === "Enter" && target.closest(".wb-search") && find(".wb-hits button");
      return first ? (first.focus(), true) : false;
    }
    const wanted = /^[0-9]$/.test(key)
      ? find(`.wb-key-${key}`)
      : { "/": find(".wb-search input"), r: find(".wb-person input") }[key];
    if (!wanted || isSaving()) return Boolean(wanted);
    if (key === "/") wanted.focus(); else wanted.click();
    return true;
  };
  // on window, and first, since JupyterLab has shortcuts of its own on the document
  on(window, "keydown", (event) => {
    const ours = event.target === document.body || root.contains(event.target);
    if (!ours || event.isComposing || event.altKey || event.metaKey || event.repeat) return;
    if (act(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  on(window, "click", (event) => {
    if (event.target.closest?.(".wb-phone")) dialled = Date.now();
    if (!event.target.closest?.(".wb-save")) return;
    event.stopImmediatePropagation();
    save();
  }, true);
  on(root, "input", (event) => { typed ||= Boolean(event.target.closest(".wb-outcome")); });
  for (const type of ["click", "input"]) on(root, type, () => { entered = true; });
  on(root, "focusin", (event) => { choosing = Boolean(event.target.closest(".wb-hits")); });
  // to dial counts as leaving, though nobody leaves
  const isLost = () => Date.now() - dialled > 2 * SECOND && (typed || model.get("unsaved"));
  const warn = (event) => { if (isLost()) event.preventDefault(); };
  on(window, "beforeunload", warn);
  on(window, "leaving", warn); // the agents' page keeps the event above to itself, and says this

  let turn = 0;
  const move = (mine, tries) => {
    const place = document.getElementsByClassName(model.get("focus").split(" ")[0])[0];
    const target = place?.matches(REACHED) ? place
      : place?.querySelector("input:checked") ?? place?.querySelector(REACHED);
    if (mine !== turn || document.activeElement?.matches(TYPING)) return; // somebody is writing
    target?.focus(); // in vain while the page is still hidden
    if (!place?.contains(document.activeElement) && tries) setTimeout(move, 16, mine, tries - 1);
  };
  const moved = () => { if (model.get("focus")) move(++turn, 300); };
  model.on("change:focus", moved);

  const beat = () => { if (document.visibilityState === "visible") model.send({ kind: "beat" }); };
  const clock = setInterval(beat, MINUTE);
  on(document, "visibilitychange", beat);

  // what the widgets leave out: radios that belong together, what is chosen, titles that repeat
  find(".wb-queue")?.setAttribute("role", "navigation");
  find(".wb-queue")?.setAttribute("aria-label", "Neste samtaler");
  const dress = () => {
    root.querySelectorAll("[title]").forEach((part) => part.removeAttribute("title"));
    root.querySelectorAll(".widget-radio-box").forEach((box, n) => {
      box.setAttribute("role", "radiogroup");
      box.setAttribute("aria-label", box.parentElement.querySelector(".widget-label").textContent);
      box.querySelectorAll("input").forEach((input) => { input.name = `wb-radio-${n}`; });
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
      if (facts) turn.replaceChildren(part("b", name), part("small", facts));
    });
    if (choosing && document.activeElement === document.body) find(".wb-hits button")?.focus();
  };
  const watch = new MutationObserver(dress);
  watch.observe(root, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["class", "title"],
  });
  dress();
  moved();

  // the page's own name and log-out belong in the bar
  const who = document.getElementById("who");
  if (who) {
    find(".wb-agent")?.replaceChildren(who);
    on(who, "submit", (event) => {
      if (isLost() && !confirm(LEAVE)) event.preventDefault();
      else dialled = Date.now(); // asked already
    });
  }

  done.addEventListener("abort", () => { clearInterval(clock); watch.disconnect(); });
}

function render({ model, el }) {
  const done = new AbortController();
  const wait = () => {
    const root = el.closest(".wb");
    if (root?.isConnected) attach(model, root, done.signal);
    else if (!done.signal.aborted) setTimeout(wait, 16);
  };
  wait();
  return () => done.abort();
}

export default { render };
