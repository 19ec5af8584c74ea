// Light, dark, or as the system has it: chosen per user, kept in this browser, set before the first paint.
(() => {
  const user = document.querySelector('meta[name="zhibi-user"]')?.content ?? "";
  const key = `zhibi:theme:${user}`;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const order = ["system", "light", "dark"];
  const read = () => {
    try {
      const chosen = localStorage.getItem(key);
      return order.includes(chosen) ? chosen : "system";
    } catch {
      return "system";
    }
  };
  let choice = read();
  const apply = () => {
    const dark = choice === "dark" || (choice === "system" && system.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.dataset.themeChoice = choice;
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    choice = read();
    apply();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    choice = order[(order.indexOf(choice) + 1) % order.length];
    try {
      localStorage.setItem(key, choice);
    } catch {
      // a browser that keeps nothing: the choice holds until the page is left
    }
    apply();
  });
})();
