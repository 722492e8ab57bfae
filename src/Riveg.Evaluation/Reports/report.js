'use strict';
// Shows a page of posts at a time. Posts behind the first ones lie as text in <noscript>, and become elements when they are shown.
const perPage = 25;
const main = document.querySelector('main');
const form = document.querySelector('.filters');
const find = document.getElementById('find');
const boxes = [...form.querySelectorAll('input[type=checkbox]')];
const bar = document.querySelector('.pages');
const shown = document.getElementById('shown');
const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const posts = [...main.children].map(element => ({
  element,
  tags: element.dataset.tags.split(' '),
  rows: element.dataset.rows.split(';').map(row => row.split(' ')),
  words: null,
}));
const bottom = bar.cloneNode(true);
bottom.setAttribute('aria-label', 'Pages, below the posts');
bottom.querySelector('[role=status]').remove();
main.after(bottom);
let matching = posts;
let page = 0;
let built = [];

function select() {
  const ofPost = {}, ofEntity = {};
  for (const box of boxes) if (box.checked) ((box.name.startsWith('post-') ? ofPost : ofEntity)[box.name] ??= []).push(box.value);
  const [postGroups, entityGroups] = [Object.values(ofPost), Object.values(ofEntity)];
  const words = plain(find.value).split(/\s+/).filter(Boolean);
  const has = (tags, groups) => groups.every(values => values.some(value => tags.includes(value)));
  matching = posts.filter(post => has(post.tags, postGroups)
    && (entityGroups.length === 0 || post.rows.some(row => has(row, entityGroups)))
    && (words.length === 0 || words.every(word => (post.words ??= plain(post.element.dataset.find)).includes(word))));
  show(0);
}

function show(wanted) {
  const pages = Math.max(1, Math.ceil(matching.length / perPage));
  page = Math.min(Math.max(0, wanted), pages - 1);
  for (const article of built) article.remove();
  built = [];
  const now = new Set(matching.slice(page * perPage, (page + 1) * perPage));
  for (const post of posts) if (post.element.localName === 'article') post.element.hidden = !now.has(post);
  for (const post of now) {
    if (post.element.localName === 'article') continue;
    const template = document.createElement('template');
    template.innerHTML = post.element.textContent;
    built.push(template.content.firstElementChild);
    post.element.after(template.content);
  }
  const [first, last] = [page * perPage + 1, page * perPage + now.size];
  const all = matching.length === posts.length ? `${posts.length} posts` : `${matching.length} of ${posts.length} posts`;
  shown.textContent = now.size === 0 ? `No post of ${posts.length} is so.` : pages === 1 ? all : `${first} to ${last} of ${all}`;
  for (const nav of [bar, bottom]) {
    nav.hidden = false;
    for (const part of nav.querySelectorAll('button, label')) part.hidden = pages === 1;
    const number = nav.querySelector('input');
    number.max = pages;
    number.value = page + 1;
    nav.querySelector('.last').textContent = pages;
    for (const button of nav.querySelectorAll('button')) {
      const target = page + Number(button.dataset.go);
      button.disabled = target < 0 || target >= pages;
    }
  }
  bottom.hidden = pages === 1;
}

for (const nav of [bar, bottom]) {
  const go = wanted => {
    show(wanted);
    bar.scrollIntoView({ block: 'start' });
  };
  nav.addEventListener('click', event => event.target.dataset.go && go(page + Number(event.target.dataset.go)));
  nav.addEventListener('change', event => go(Number(event.target.value) - 1));
}
let typing;
find.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(select, 80);
});
form.addEventListener('change', event => event.target !== find && select());
form.addEventListener('reset', () => setTimeout(select));
form.addEventListener('submit', event => event.preventDefault());
form.hidden = false;
select();
