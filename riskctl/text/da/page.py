"""The report as a page."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "skip": "Gå til indholdet",
    "contents": "Indhold",
    "scale": "Hver figur har sin egen skala, som begynder ved 0.",
    "numbers": "Tallene som tabel: {title}",
}
