(() => {
  const form = document.querySelector(".filters");
  const cases = [...document.querySelectorAll("details.case")];
  const field = (id) => document.getElementById(id);
  const apply = () => {
    const kind = field("kind").value;
    const metric = field("metric").value;
    const words = field("words").value.trim().toLowerCase();
    const short = field("short").checked;
    let count = 0;
    for (const one of cases) {
      const data = one.dataset;
      const shown =
        (!kind || data.kind === kind) &&
        (!metric || data.lacking.split(" ").includes(metric)) &&
        (!short || data.short === "1") &&
        (!words || one.textContent.toLowerCase().includes(words));
      one.hidden = !shown;
      count += shown ? 1 : 0;
    }
    field("count").textContent = `${count} / ${cases.length}`;
    field("none").hidden = count > 0;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  };
  apply();
  addEventListener("hashchange", reveal);
  reveal();
})();
