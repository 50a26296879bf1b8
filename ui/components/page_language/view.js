/** The document's language, for screen readers, hyphenation and line breaks. */

/**
 * @param {{data: {language: "en"|"ko"}}} component
 */
export default function pageLanguage({ data }) {
  document.documentElement.lang = data.language;
}
