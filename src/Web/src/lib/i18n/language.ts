import { i18n, type Messages } from '@lingui/core';
import { readStored, store } from '../storage';

/** The languages that every text is there in, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

const catalogues: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('../../locales/en.po'),
  de: () => import('../../locales/de.po'),
};

/** What was chosen here before, else the first of the browser's languages that we speak. */
export function preferredLanguage(): Language {
  const wanted = [readStored('language'), ...navigator.languages];
  for (const tag of wanted) {
    const [language = ''] = tag?.toLowerCase().split('-') ?? [];
    if (isLanguage(language)) {
      return language;
    }
  }

  return 'en';
}

/** Shows every text in a language, from now on and on the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  store('language', language);
  await speak(language);
}

/** Fetches a language's texts and shows them. Without them the texts are in English. */
export async function speak(language: Language): Promise<void> {
  const { messages } = await catalogues[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/** The locale of numbers and dates: the browser's own variant of the language that we speak. */
export function formatLocale(): string {
  const language = i18n.locale || 'en';
  return (
    navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language
  );
}

function isLanguage(tag: string): tag is Language {
  return tag in languages;
}
