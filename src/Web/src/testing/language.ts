import { i18n } from '@lingui/core';

/** Tests read the texts as they are written in the source. */
i18n.loadAndActivate({ locale: 'en', messages: {} });
