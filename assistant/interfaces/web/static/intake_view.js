// <zb-intake>: where files and folders are dropped or chosen, and what becomes of each. Only text nodes are made here.
(() => {
  const intake = window.zhibiIntake;
  const ICONS = { done: "check", held: "check", failed: "alert", locked: "key", lost: "refresh" };
  const HERE = "把文件或文件夹拖到这里，或 ";
  const LET_GO = "松开就收入，或 ";
  const CLUTTER = /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$|\.(tmp|temp|swp|bak|part|crdownload)$|~$/i;

  const make = (tag, classes = "", text = "", attributes = {}) => {
    const made = document.createElement(tag);
    if (classes) made.className = classes;
    if (text) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const button = (text, classes, act) => {
    const made = make("button", classes, text, { type: "button" });
    made.addEventListener("click", act);
    return made;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const icon = (sheet, name) => {
    const made = document.createElementNS(SVG, "svg");
    made.setAttribute("class", "zb-icon");
    made.setAttribute("viewBox", "0 0 24 24");
    made.setAttribute("aria-hidden", "true");
    made.append(document.createElementNS(SVG, "use"));
    made.firstChild.setAttribute("href", `${sheet}#${name}`);
    return made;
  };

  // Every file of what was dropped, folders opened to any depth; entries are asked for before the event is over.
  const dropped = (transfer) => {
    const own = [...transfer.items].filter((one) => one.kind === "file");
    return own.map((one) => ({ entry: one.webkitGetAsEntry?.() ?? null, file: one.getAsFile() }));
  };
  const opened = async ({ entry, file }) => {
    if (!entry?.isDirectory) return file ? [{ file, folder: "", inside: false }] : [];
    const found = [];
    const walk = async (folder) => {
      const reader = folder.createReader();
      for (;;) {
        const some = await new Promise((good, bad) => reader.readEntries(good, bad));
        if (!some.length) return;
        for (const one of some) {
          if (one.isDirectory) {
            if (!CLUTTER.test(one.name)) await walk(one);
          } else {
            const inner = await new Promise((good, bad) => one.file(good, bad));
            found.push({ file: inner, folder: folder.fullPath.replace(/^\//, ""), inside: true });
          }
        }
      }
    };
    await walk(entry);
    return found;
  };

  class Intake extends HTMLElement {
    connectedCallback() {
      this.rows = new Map();
      if (!this.zone) this.build();
      this.hearer = (item, taken) => this.heard(item, taken);
      intake.hear(this.hearer);
      this.over = (event) => this.dragged(event);
      for (const kind of ["dragover", "dragleave", "drop"]) addEventListener(kind, this.over);
      this.redraw();
      intake.recall();
    }

    disconnectedCallback() {
      intake.leave(this.hearer);
      for (const kind of ["dragover", "dragleave", "drop"]) removeEventListener(kind, this.over);
    }

    build() {
      this.zone = make("div", "zb-drop");
      const files = make("input", "", "", { type: "file", multiple: "", hidden: "", "data-chooses": "files" });
      const folder = make("input", "", "", { type: "file", webkitdirectory: "", hidden: "", "data-chooses": "folder" });
      files.addEventListener("change", () => this.chosen(files, false));
      folder.addEventListener("change", () => this.chosen(folder, true));
      const ways = make("span", "zb-intake-ways");
      this.drag = make("span", "zb-intake-drag", HERE);
      ways.append(this.drag);
      ways.append(button("选择文件", "zb-link", () => files.click()), " · ");
      ways.append(button("选择文件夹", "zb-link", () => folder.click()));
      this.zone.append(ways, make("span", "zb-hint", this.dataset.kinds), files, folder);
      this.passed = make("p", "zb-hint zb-intake-passed", "", { role: "status" });
      this.report = make("section", "zb-report zb-card", "", { "aria-label": "收入文件的进展" });
      this.head = make("p", "zb-report-head");
      this.said = make("p", "zb-unseen", "", { role: "status" });
      this.line = make("div", "zb-progress-line", "", {
        role: "progressbar", "aria-label": "全部文件", "aria-valuemin": "0", "aria-valuemax": "100",
      });
      this.bar = make("div", "zb-progress-bar");
      this.line.append(this.bar);
      this.tools = make("div", "zb-row");
      this.secret = this.buildSecret();
      this.list = make("ul", "zb-intake-list", "", { tabindex: "0", "aria-label": "逐个文件" });
      const top = make("div", "zb-intake-top");
      top.append(this.head, this.tools);
      this.report.append(top, this.line, this.said, this.secret, this.list);
      this.append(this.zone, this.passed, this.report);
    }

    buildSecret() {
      const form = make("form", "zb-intake-secret", "", { hidden: "" });
      const name = `zb-secret-${Math.random().toString(36).slice(2)}`;
      const label = make("label", "zb-label", "加密文件的打开密码", { for: name });
      const input = make("input", "zb-plain-input", "", { id: name, type: "password", autocomplete: "off" });
      const open = make("button", "zb-button zb-secondary", "打开并收入", { type: "submit" });
      form.append(label, input, open);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!input.value) return input.focus();
        intake.unlock(input.value);
        input.value = "";
      });
      return form;
    }

    readRules() {
      intake.set({
        collection: this.dataset.collection,
        most: Number(this.dataset.most),
        readable: new Set(this.dataset.readable.split(" ")),
      });
    }

    chosen(input, inside) {
      const found = [...input.files].map((file) => ({
        file, inside, folder: (file.webkitRelativePath ?? "").split("/").slice(0, -1).join("/"),
      }));
      input.value = "";
      this.take(found);
    }

    dragged(event) {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault(); // a file dropped beside the frame must not take the page's place
      this.zone.classList.toggle("zb-over", event.type === "dragover");
      this.drag.textContent = event.type === "dragover" ? LET_GO : HERE;
      if (event.type !== "drop") return;
      this.passed.textContent = "";
      Promise.all(dropped(event.dataTransfer).map(opened)).then(
        (found) => this.take(found.flat()),
        () => { this.passed.textContent = "文件夹读不出来，请改用“选择文件夹”"; },
      );
    }

    take(found) {
      this.readRules();
      const wanted = found.filter(({ file, inside, folder }) => {
        if (!inside) return true;
        if (CLUTTER.test(file.name) || folder.split("/").some((part) => CLUTTER.test(part))) return false;
        return intake.rules.readable.has(file.name.slice(file.name.lastIndexOf(".")).toLowerCase());
      });
      const passed = found.filter(({ file, inside }) => inside && !CLUTTER.test(file.name)).length - wanted.filter(({ inside }) => inside).length;
      this.passed.textContent = !wanted.length ? "里面没有可以收入的文件" : passed > 0 ? `另有 ${passed} 个文件不是文档，没有上传` : "";
      intake.take(wanted);
    }

    heard(item, taken) {
      if (item) this.drawRow(item);
      else this.redraw();
      if (taken) this.dispatchEvent(new CustomEvent("taken"));
      if (!this.waits) {
        this.waits = true;
        requestAnimationFrame(() => {
          this.waits = false;
          this.drawHead();
        });
      }
    }

    redraw() {
      this.rows.clear();
      this.list.replaceChildren();
      intake.items.forEach((item) => this.drawRow(item));
      this.drawHead();
    }

    drawRow(item) {
      let row = this.rows.get(item.number);
      if (!row) {
        row = make("li", "zb-intake-row");
        row.says = make("span", "zb-intake-says");
        row.acts = make("span", "zb-intake-acts");
        row.mark = make("span", "zb-intake-mark");
        const name = make("span", "zb-intake-name", "", { title: item.folder ? `${item.folder}/${item.name}` : item.name });
        if (item.folder) name.append(make("span", "zb-intake-folder", `${item.folder.split("/").pop()} / `));
        name.append(item.name);
        row.append(row.mark, name, row.says, row.acts);
        this.rows.set(item.number, row);
        this.list.append(row);
      }
      row.says.textContent = item.note || "等候上传";
      row.style.setProperty("--zb-share", item.share);
      if (row.dataset.state === item.state) return;
      row.dataset.state = item.state;
      row.mark.replaceChildren(...(ICONS[item.state] ? [icon(this.dataset.icons, ICONS[item.state])] : []));
      row.acts.replaceChildren();
      if (item.state === "lost" && item.file) row.acts.append(button("再传一次", "zb-quiet-button", () => intake.again(item)));
      if (item.link) row.acts.append(make("a", "zb-quiet-button", item.doubtful ? "去核对" : "查看", { href: item.link, "aria-label": `查看 ${item.name}` }));
    }

    drawHead() {
      const items = intake.items;
      this.report.hidden = !items.length;
      if (!items.length) return;
      const count = (...states) => items.filter((one) => states.includes(one.state)).length;
      const left = items.length - count(...intake.ENDED);
      const share = items.reduce((sum, one) => sum + (intake.ENDED.has(one.state) ? 1 : one.share), 0) / items.length;
      const locked = count("locked") ? `，等候密码 ${count("locked")} 份` : "";
      const counts = `收入 ${count("done")} 份，已有 ${count("held")} 份，未能收入 ${count("failed", "lost")} 份${locked}`;
      this.head.textContent = left ? `正在收入 ${items.length} 份，还剩 ${left} 份` : counts;
      if (this.told !== Boolean(left)) {
        this.told = Boolean(left);
        this.said.textContent = left ? `开始收入 ${items.length} 份文件` : counts;
        this.list.classList.toggle("zb-intake-ended", !left);
        this.drawTools(left);
      }
      this.line.hidden = !left;
      this.bar.style.width = `${Math.round(share * 100)}%`;
      this.line.setAttribute("aria-valuenow", String(Math.round(share * 100)));
      this.secret.hidden = !count("locked");
      this.drawSignedOut();
    }

    drawTools(left) {
      const act = left ? button("停止上传", "zb-quiet-button", () => intake.halt()) : button("知道了", "zb-quiet-button", () => intake.clear());
      this.tools.replaceChildren(act);
    }

    drawSignedOut() {
      if (intake.signedOut && !this.tools.querySelector("a")) {
        const here = encodeURIComponent(location.pathname + location.search);
        this.tools.append(make("a", "zb-link", "重新登录", { href: `/login?next=${here}`, target: "_blank" }));
      }
    }
  }
  customElements.define("zb-intake", Intake);
})();
