/** Debian's Chromium, with a profile of its own and nothing that talks to its makers. */
import { rm } from 'node:fs/promises';
import { chromium, type Page } from 'playwright-core';
import { temporaryDirectory } from './testServer';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface Screen {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

export interface TestBrowser {
  readonly page: Page;
  close(): Promise<void>;
}

export async function startBrowser(screen: Screen): Promise<TestBrowser> {
  const profile = await temporaryDirectory('browser');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: FLAGS,
    ...screen,
  });
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
