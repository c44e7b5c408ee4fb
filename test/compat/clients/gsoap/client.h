/* What the written functions use. */
#include "wcH.h"
#include <string.h>

struct scenario {
  const char *name;
  void (*run)(void);
};
extern const struct scenario scenarios[];

extern struct soap *s;
extern const char *endpoint;
extern char *licence, *session, *listIds, *launchFlags, *readerTag;
extern int listId, campaignId, ruleId, definitionId, accountId, templateId, contactId;
extern struct ns1__WhatCountsAPIList *list;
extern struct ns1__WhatCountsAPITemplate *template;

void show_text(const void *value);
void show_int(const void *value);
void show_boolean(const void *value);
void show_list(const void *value);
void show_template(const void *value);
void show_answers(const void *value);
void outcome(const char *step, int status, void (*show)(const void *), const void *value);
/* A call that the stub has no way to make. */
void cannot(const char *step, const char *why);

/* The library sends a value of any type as the XML that it is given. */
struct ns1__MapEntry *entry(const char *key, const char *xml);
struct ArrayOfMapEntry *entries(int size, ...);
struct ns1__BatchRecord *record(const char *email, const char *firstName, struct ArrayOfMapEntry *data);
struct ArrayOfBatchRecord *records(int size, ...);
