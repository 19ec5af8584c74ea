// A section as it is read: its paragraphs sentence by sentence, its tables cell by cell; all of it text nodes. One
// component in place of a thousand elements that the server would have to keep.
const Said = {
  props: { one: Object, lock: String },
  template: `
    <template v-if="one.locked">
      <span class="zb-drafts-lock" title="作者提供的事实，原样写入，不会被改写"
        ><svg class="zb-icon" aria-hidden="true" viewBox="0 0 24 24"><use :href="lock"></use></svg></span>
      <span class="zb-unseen">作者提供：</span>
    </template>
    <span v-for="piece in one.pieces" :class="{'zb-drafts-open': piece[1]}">{{ piece[0] }}</span>
    <template v-if="one.keys">
      <span class="zb-unseen">，出处</span>
      <sup class="zb-drafts-keys">{{ one.keys }}</sup>
    </template>
    <span v-if="one.says" class="zb-drafts-verdict" :class="'zb-drafts-is-' + one.kind">{{ one.says }}</span>`,
};

export default {
  components: { Said },
  props: { blocks: Array, grids: Array, lock: String },
  template: `
    <div>
      <template v-for="block in blocks">
        <h3 v-if="block.level" class="zb-drafts-subheading">{{ block.text }}</h3>
        <p v-else class="zb-drafts-paragraph">
          <span v-for="one in block.sentences" class="zb-drafts-sentence" :class="one.classes" v-bind="one.chosen"
            ><said :one="one" :lock="lock"></said></span>
        </p>
      </template>
      <div v-for="grid in grids" class="zb-drafts-grid" role="region" :aria-label="grid.caption || '表格'" tabindex="0">
        <table>
          <caption v-if="grid.caption">{{ grid.caption }}</caption>
          <thead><tr><th v-for="column in grid.columns" scope="col">{{ column }}</th></tr></thead>
          <tbody>
            <tr v-for="row in grid.rows">
              <td v-for="(one, at) in row" :data-label="grid.columns[at]">
                <div class="zb-drafts-cell" :class="one.classes" v-bind="one.chosen"
                  ><said :one="one" :lock="lock"></said><span v-if="!one.pieces.length" class="zb-unseen">空</span></div>
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </div>`,
};
