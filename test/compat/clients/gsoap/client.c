/*
 * The C stub that gSOAP makes of the served RPC/encoded WSDL. The steps come as functions that were written from the
 * scenario, so that the compiler checks every signature. Usage: client SCENARIO ENDPOINT LICENCE and
 * what the realm has: LIST LISTS LAUNCH CAMPAIGN RULE DEFINITION ACCOUNT TAG
 */
#include "client.h"
#include "WhatCountsAPISoapBinding.nsmap"
#include <stdarg.h>

struct soap *s;
const char *endpoint;
char *licence, *session, *listIds, *launchFlags, *readerTag;
int listId, campaignId, ruleId, definitionId, accountId, templateId, contactId;
struct ns1__WhatCountsAPIList *list;
struct ns1__WhatCountsAPITemplate *template;

static void quoted(const char *text) {
  putchar('"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') printf("\\%c", *text);
    else if ((unsigned char)*text < ' ') printf("\\u%04x", *text);
    else putchar(*text);
  }
  putchar('"');
}

void show_text(const void *value) {
  const char *text = *(char *const *)value;
  if (text) quoted(text);
  else printf("null");
}

void show_int(const void *value) { printf("%d", *(const int *)value); }

void show_boolean(const void *value) { printf(*(const enum xsd__boolean *)value ? "true" : "false"); }

void show_list(const void *value) {
  const struct ns1__WhatCountsAPIList *l = *(struct ns1__WhatCountsAPIList *const *)value;
  const char *before = "{";
#define FIELD(show, name) printf("%s\"%s\":", before, #name), show(&l->name), before = ",";
  FIELD(show_int, listId) FIELD(show_text, name) FIELD(show_text, description)
  FIELD(show_text, fromAddress) FIELD(show_text, replyToAddress) FIELD(show_text, errorsToAddress)
  FIELD(show_int, templateId) FIELD(show_int, signupTemplateId) FIELD(show_int, cancelTemplateId)
  FIELD(show_boolean, sendSignupAck) FIELD(show_boolean, sendCancelAck)
  FIELD(show_text, externalSignupLink) FIELD(show_text, externalCancelLink)
  FIELD(show_boolean, optIn) FIELD(show_boolean, optOut)
  FIELD(show_boolean, trackHtmlReads) FIELD(show_boolean, trackClickThroughs) FIELD(show_text, trackingBaseUrl)
  FIELD(show_boolean, multipart) FIELD(show_boolean, wrapPlainText) FIELD(show_boolean, wrapHtml)
  FIELD(show_boolean, useAol) FIELD(show_text, vmta)
  putchar('}');
}

void show_template(const void *value) {
  const struct ns1__WhatCountsAPITemplate *l = *(struct ns1__WhatCountsAPITemplate *const *)value;
  const char *before = "{";
  FIELD(show_int, templateId) FIELD(show_text, name) FIELD(show_text, subject)
  FIELD(show_text, html) FIELD(show_text, plainText) FIELD(show_text, mobile)
  FIELD(show_text, charset) FIELD(show_boolean, utf8) FIELD(show_int, contentEncoding)
  putchar('}');
}

void show_answers(const void *value) {
  const struct ArrayOfBatchAnswer *answers = *(struct ArrayOfBatchAnswer *const *)value;
  putchar('[');
  for (int i = 0; i < answers->__size; i++) {
    printf(i ? ",{\"email\":" : "{\"email\":");
    show_text(&answers->__ptr[i]->email);
    printf(",\"result\":%d,\"reason\":", answers->__ptr[i]->result);
    show_text(&answers->__ptr[i]->reason);
    putchar('}');
  }
  putchar(']');
}

void outcome(const char *step, int status, void (*show)(const void *), const void *value) {
  printf("{\"step\":");
  quoted(step);
  if (status == SOAP_OK) {
    printf(",\"value\":");
    show(value);
  } else {
    soap_set_fault(s);
    printf(",\"fault\":{\"code\":");
    quoted(*soap_faultcode(s));
    printf(",\"string\":");
    quoted(*soap_faultstring(s));
    putchar('}');
  }
  printf("}\n");
  fflush(stdout);
}

void cannot(const char *step, const char *why) {
  printf("{\"step\":");
  quoted(step);
  printf(",\"error\":");
  quoted(why);
  printf("}\n");
}

struct ns1__MapEntry *entry(const char *key, const char *value) {
  struct ns1__MapEntry *made = soap_new_ns1__MapEntry(s, 1);
  made->key = (char *)key;
  made->value = (char *)value;
  return made;
}

struct ArrayOfMapEntry *entries(int size, ...) {
  struct ArrayOfMapEntry *made = soap_new_ArrayOfMapEntry(s, 1);
  va_list items;
  va_start(items, size);
  made->__size = size;
  made->__ptr = soap_malloc(s, size * sizeof *made->__ptr);
  for (int i = 0; i < size; i++) made->__ptr[i] = va_arg(items, struct ns1__MapEntry *);
  va_end(items);
  return made;
}

struct ns1__BatchRecord *record(const char *email, const char *firstName, struct ArrayOfMapEntry *data) {
  struct ns1__BatchRecord *made = soap_new_ns1__BatchRecord(s, 1);
  made->email = (char *)email;
  made->firstName = (char *)firstName;
  made->data = data;
  return made;
}

struct ArrayOfBatchRecord *records(int size, ...) {
  struct ArrayOfBatchRecord *made = soap_new_ArrayOfBatchRecord(s, 1);
  va_list items;
  va_start(items, size);
  made->__size = size;
  made->__ptr = soap_malloc(s, size * sizeof *made->__ptr);
  for (int i = 0; i < size; i++) made->__ptr[i] = va_arg(items, struct ns1__BatchRecord *);
  va_end(items);
  return made;
}

int main(int argc, char **argv) {
  s = soap_new2(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE, SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
  endpoint = argv[2];
  licence = argv[3];
  listId = atoi(argv[4]);
  listIds = argv[5];
  launchFlags = argv[6];
  campaignId = atoi(argv[7]);
  ruleId = atoi(argv[8]);
  definitionId = atoi(argv[9]);
  accountId = atoi(argv[10]);
  readerTag = argv[11];
  for (const struct scenario *each = scenarios; each->name; each++)
    if (!strcmp(each->name, argv[1])) return each->run(), 0;
  return 1;
}
