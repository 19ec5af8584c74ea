// The findings, one row each; hundreds are drawn on demand.
const STEP = 80;

export default {
  template: `
    <div>
      <ol class="zb-proof-list" :aria-label="label">
        <li v-for="item in items.slice(0, most)" :key="item.id">
          <button type="button" class="zb-proof-row" :aria-current="item.id === current ? 'true' : null"
            @click="$emit('choose', item.id)">
            <span class="zb-proof-row-head">
              <span :class="'zb-proof-kind zb-proof-kind-' + item.kind"><svg class="zb-icon" aria-hidden="true"
                viewBox="0 0 24 24"><use :href="icons + '#' + item.icon"></use></svg>{{ item.word }}</span>
              <span class="zb-proof-row-check">{{ item.checks }}</span>
            </span>
            <span class="zb-proof-row-text"><template v-if="item.better !== null"><del>{{ item.found }}</del
              ><span class="zb-unseen">应为</span><span aria-hidden="true"> → </span><ins>{{ item.better || '删去' }}</ins></template
              ><template v-else>{{ item.found }}</template></span>
            <span v-if="item.note" class="zb-proof-row-note">{{ item.note }}</span>
          </button>
        </li>
      </ol>
      <button v-if="items.length > most" type="button" class="zb-quiet-button" @click="most += 80">
        再显示 {{ Math.min(items.length - most, 80) }} 处（共 {{ items.length }} 处）</button>
    </div>`,
  props: { label: String, items: Array, current: String, icons: String },
  emits: ["choose"],
  data() {
    return { most: STEP };
  },
};
