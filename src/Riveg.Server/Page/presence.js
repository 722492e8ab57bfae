// Whether an entity is in the picture, in plain words.

export function presence(annotation, entity) {
  if (entity.fault) return { kind: "fault", there: false, words: "not judged" };
  if ((entity.regions ?? []).length > 0) return { kind: "there", there: true, words: "in the picture" };
  if (!annotation.image) return { kind: "absent", there: false, words: "no picture" };
  if (annotation.image.fault) return { kind: "fault", there: false, words: "picture not read" };
  return entity.entailment === undefined
    ? { kind: "fault", there: false, words: "not judged" }
    : { kind: "absent", there: false, words: "not in the picture" };
}
