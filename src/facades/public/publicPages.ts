/**
 * The pages that readers of mails see, under the short and the long paths of the legacy platform, on every host. A
 * page knows no contact and no database: it calls its internal operation through the pipeline and shows the answer.
 */
import { Router, type RequestHandler } from 'express';
import type { Registry } from '../../contract/registry';
import { callPage, type CallPage, type PagePipeline } from './callPage';
import { bodyOf } from '../wire/pageDoor';
import { confirmAct, confirmForm } from './confirmPage';
import { forwardAct, forwardForm } from './forwardPage';
import { formFields } from './readRequest';
import { listAct, listForm } from './listPage';
import { messagePage } from './messagePage';
import { sendPage, sentence } from './page';
import { preferencesAct, preferencesForm } from './preferencesPage';
import { trackerPage } from './trackerPage';
import { unsubscribeAct, unsubscribeForm } from './unsubscribePage';

export interface PublicPagesOptions {
  /** The internal operations. */
  readonly registry: Registry;
  readonly pipeline: PagePipeline;
  readonly trustProxy: boolean;
}

type PageHandler = (call: CallPage, trustProxy: boolean) => RequestHandler;

interface Route {
  readonly paths: readonly string[];
  readonly get: PageHandler;
  readonly post?: PageHandler;
}

const ROUTES: readonly Route[] = [
  { paths: ['/t', '/bin/tracker'], get: trackerPage },
  { paths: ['/u', '/bin/listunsub'], get: unsubscribeForm, post: unsubscribeAct },
  { paths: ['/dm', '/bin/display_msg', '/bin/display_mobile_msg'], get: messagePage },
  { paths: ['/ftaf', '/bin/ftaf', '/bin/ftaf_anon'], get: forwardForm, post: forwardAct },
  { paths: ['/bin/listctrl'], get: listForm, post: listAct },
  { paths: ['/bin/pref_site'], get: preferencesForm, post: preferencesAct },
  { paths: ['/bin/confirm'], get: confirmForm, post: confirmAct },
];

export function publicPages({ registry, pipeline, trustProxy }: PublicPagesOptions): Router {
  const call = callPage(registry, pipeline);
  const router = Router();
  // A mail program may send its one click as multipart; its body is not needed, the address says everything.
  const form: RequestHandler = (request, _response, next) => {
    if (request.is('application/x-www-form-urlencoded')) request.body = formFields(bodyOf(request));
    next();
  };
  for (const { paths, get, post } of ROUTES) {
    for (const path of paths) {
      router.get(path, get(call, trustProxy));
      if (post) router.post(path, form, post(call, trustProxy));
      router.all(path, (_request, response) => {
        response.set('Allow', post ? 'GET, HEAD, POST' : 'GET, HEAD');
        sendPage(response, 405, sentence('This does not work', 'The address is not made for that.'));
      });
    }
  }
  return router;
}
