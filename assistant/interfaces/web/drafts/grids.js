// The tables of a section as they are edited: every cell a text area that grows with its text. All of it text nodes.
let made = 0;

export default {
  props: { tables: Array, base: String, keep: String, marks: Array, icons: String },
  emits: ["typed", "cell", "finish", "leave", "removed"],
  template: `
    <div class="zb-drafts-grids" @focusout="flush">
      <div v-for="(table, t) in all" class="zb-drafts-grid zb-drafts-editing">
        <table>
          <caption v-if="table.caption">{{ table.caption }}</caption>
          <thead><tr><th v-for="column in table.columns" scope="col">{{ column }}</th><th><span class="zb-unseen">增减行</span></th></tr></thead>
          <tbody>
            <tr v-for="(row, r) in table.rows" :key="row.key">
              <td v-for="(column, c) in table.columns" :data-label="column">
                <span v-if="!c && table.numbered">{{ r + 1 }}</span>
                <div v-else class="zb-drafts-grow" :class="mark(t, r, c)?.[1]" :data-text="row.cells[c] + '\u200b'">
                  <textarea v-model="row.cells[c]" rows="1" spellcheck="false" :data-cell="[t, r, c].join('.')" :maxlength="2000"
                    :aria-label="column + '，第' + (r + 1) + '行'" :aria-invalid="mark(t, r, c)?.[2] ? 'true' : null"
                    :aria-description="mark(t, r, c)?.[2]" :title="mark(t, r, c)?.[2]"
                    @focus="entered(t, r, c)" @input="typed" @compositionend="typed" @keydown="key($event, t, r, c)"></textarea>
                </div>
              </td>
              <td class="zb-drafts-row-acts">
                <button type="button" class="zb-icon-button" :aria-label="'在第' + (r + 1) + '行下面加一行'" title="在下面加一行"
                  @click="add(t, r + 1)"><svg class="zb-icon" aria-hidden="true" viewBox="0 0 24 24"><use :href="icons + '#plus'"></use></svg></button>
                <button type="button" class="zb-icon-button" :aria-label="'去掉第' + (r + 1) + '行'" title="去掉这一行"
                  @click="remove(t, r)"><svg class="zb-icon" aria-hidden="true" viewBox="0 0 24 24"><use :href="icons + '#delete'"></use></svg></button>
              </td>
            </tr>
          </tbody>
        </table>
        <button type="button" class="zb-button zb-secondary" :data-more="t" @click="add(t, table.rows.length)">加一行</button>
      </div>
    </div>`,
  data() {
    const own = (row) => ({ ...row, cells: [...row.cells], key: ++made });
    return { all: this.tables.map((table) => ({ ...table, rows: table.rows.map(own) })) };
  },
  computed: {
    found() {
      return new Map(this.marks.map(([t, r, c, ...mark]) => [`${t}.${r}.${c}`, mark]));
    },
  },
  mounted() {
    if (this.told() !== this.base) this.typed();
  },
  beforeUnmount() {
    clearTimeout(this.waiting);
  },
  methods: {
    told() {
      return JSON.stringify(this.all.map((table) => table.rows.map((row) => ({ cells: row.cells, was: row.was }))));
    },
    typed() {
      window.zhibiKeep?.put(this.keep, this.base, this.told());
      clearTimeout(this.waiting);
      this.waiting = setTimeout(this.tell, 120);
    },
    tell() {
      clearTimeout(this.waiting);
      this.waiting = null;
      this.$emit("typed", this.told());
    },
    // What was typed is told before whatever is clicked next.
    flush() {
      if (this.waiting) this.tell();
    },
    // Of a cell that still says what was checked: [text, classes, what is wrong].
    mark(t, r, c) {
      const found = this.found.get(`${t}.${r}.${c}`);
      return found?.[0] === this.all[t].rows[r].cells[c] ? found : undefined;
    },
    entered(t, r, c) {
      this.before = this.all[t].rows[r].cells[c];
      this.$emit("cell", [t, r, c]);
    },
    key(event, t, r, c) {
      if (event.isComposing) return;
      const area = event.target, at = area.selectionStart;
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      const collapsed = at === area.selectionEnd;
      const go = (row, column, end) => {
        event.preventDefault();
        this.enter(t, row, column, end);
      };
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.tell();
        this.$emit("finish");
      } else if (event.key === "Escape") {
        event.stopPropagation();
        if (area.value !== this.before) {
          this.all[t].rows[r].cells[c] = this.before;
          this.typed();
        } else {
          this.flush();
          this.$emit("leave");
        }
      } else if (event.key === "Enter") {
        go(event.shiftKey ? r - 1 : r + 1, c, true);
      } else if (bare && event.key === "ArrowUp" && (at === 0 || this.isOneLine(area))) {
        go(r - 1, c, true);
      } else if (bare && event.key === "ArrowDown" && (at === area.value.length || this.isOneLine(area))) {
        go(r + 1, c, true);
      } else if (bare && collapsed && event.key === "ArrowLeft" && at === 0) {
        this.enter(t, r, c - 1, true, event);
      } else if (bare && collapsed && event.key === "ArrowRight" && at === area.value.length) {
        this.enter(t, r, c + 1, false, event);
      }
    },
    isOneLine(area) {
      return area.scrollHeight < 2 * parseFloat(getComputedStyle(area).lineHeight) + 8;
    },
    // Below the last row stands the button that adds one.
    enter(t, r, c, end, event) {
      const area = this.$el.querySelector(`[data-cell="${t}.${r}.${c}"]`);
      if (!area && r >= this.all[t].rows.length) this.$el.querySelector(`[data-more="${t}"]`).focus();
      if (!area) return;
      event?.preventDefault();
      area.focus();
      area.setSelectionRange(end ? area.value.length : 0, end ? area.value.length : 0);
    },
    add(t, at) {
      const { rows, columns, numbered } = this.all[t];
      rows.splice(at, 0, { key: ++made, was: null, cells: columns.map(() => "") });
      this.typed();
      this.$nextTick(() => this.enter(t, at, numbered ? 1 : 0, true));
    },
    remove(t, at) {
      const [row] = this.all[t].rows.splice(at, 1);
      this.typed();
      this.$emit("removed", { table: t, at, was: row.was, cells: row.cells });
      this.$nextTick(() => this.enter(t, Math.min(at, this.all[t].rows.length - 1), this.all[t].numbered ? 1 : 0, true));
    },
    putBack(row) {
      const rows = this.all[row.table].rows;
      rows.splice(Math.min(row.at, rows.length), 0, { key: ++made, was: row.was, cells: [...row.cells] });
      this.tell();
      window.zhibiKeep?.put(this.keep, this.base, this.told());
    },
    select(t, r, c) {
      const area = this.$el.querySelector(`[data-cell="${t}.${r}.${c}"]`);
      area?.focus({ preventScroll: true });
      area?.select();
      area?.scrollIntoView({ block: "center", inline: "nearest" });
    },
  },
};
