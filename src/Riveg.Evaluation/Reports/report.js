'use strict';
const posts = [...document.querySelectorAll('article')];
const filters = [...document.querySelectorAll('.filters input[type=checkbox]')];
const shown = document.getElementById('shown');
function apply() {
  const groups = {};
  for (const box of filters) if (box.checked) (groups[box.name] ??= []).push(box.value);
  let count = 0;
  for (const post of posts) {
    const tags = post.dataset.tags.split(' ');
    post.hidden = !Object.values(groups).every(values => values.some(value => tags.includes(value)));
    if (!post.hidden) count++;
  }
  shown.textContent = `${count} of ${posts.length} posts shown`;
}
for (const box of filters) box.addEventListener('change', apply);
apply();
