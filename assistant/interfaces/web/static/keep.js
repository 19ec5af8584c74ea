// Text being typed survives a lost connection, a reload and a new login: kept in this browser, per user and key.
(() => {
  const user = document.querySelector('meta[name="zhibi-user"]')?.content ?? "";
  const prefix = `zhibi:keep:${user}:`;
  const DAYS = 14;
  const MOST = 400_000; // characters; a browser keeps about five million for one address
  const fields = new Map(); // element -> {key, base}: base is the text that the server gave it

  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(prefix + key) ?? "null");
    } catch {
      return null;
    }
  };
  const put = (key, base, text) => {
    try {
      if (text === base || text === "" || text.length > MOST) localStorage.removeItem(prefix + key);
      else localStorage.setItem(prefix + key, JSON.stringify({ text, base, at: Date.now() }));
    } catch {
      // the browser's store is full or barred: typing must go on
    }
  };
  const forget = (key) => {
    try {
      localStorage.removeItem(prefix + key);
    } catch {
      return;
    }
    for (const [element, field] of fields) if (field.key === key) field.base = textOf(element);
  };
  const forgetAll = (older = Infinity) => {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(prefix)) continue;
        if (older === Infinity || (stored(name.slice(prefix.length))?.at ?? 0) < older) localStorage.removeItem(name);
      }
    } catch {
      return;
    }
  };
  const textOf = (element) => (element.isContentEditable ? element.innerText : element.value);
  const write = (element, text) => {
    if (element.isContentEditable) element.innerText = text;
    else {
      const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, text);
    }
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  };

  // Restored over the very text that it was typed over, or over none; never over what another has written since.
  const restore = (element) => {
    const key = element.dataset.keep;
    if (fields.get(element)?.key === key) return;
    const base = textOf(element);
    fields.set(element, { key, base });
    const kept = stored(key);
    if (kept && kept.text !== base && (base === "" || base === kept.base)) write(element, kept.text);
  };
  const look = () => {
    if (!window.did_handshake) return false; // what is restored must reach the server
    for (const element of fields.keys()) if (!element.isConnected) fields.delete(element);
    document.querySelectorAll("[data-keep]").forEach(restore);
    return true;
  };

  document.addEventListener("input", (event) => {
    const element = event.target.closest?.("[data-keep]");
    if (!element) return;
    if (!fields.has(element)) fields.set(element, { key: element.dataset.keep, base: "" });
    const field = fields.get(element);
    put(field.key, field.base, textOf(element));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-forget-all]")) forgetAll();
  });
  const begin = () => {
    if (!look()) setTimeout(begin, 50);
    else new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-keep"] });
  };
  forgetAll(Date.now() - DAYS * 86_400_000);
  addEventListener("DOMContentLoaded", begin);
  // For controls that keep their own text, and for those who ask what is kept of theirs.
  const kept = (start) => {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => ({ key: name.slice(prefix.length), ...stored(name.slice(prefix.length)) }));
    } catch {
      return [];
    }
  };
  window.zhibiKeep = { forget, put, kept };
})();
