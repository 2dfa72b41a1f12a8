// A strict reader of small JSON texts (RFC 8259). It works in place: strings are unescaped inside the text,
// so the text must stay where it is as long as the values are used.
#ifndef MESOS_JSON_H
#define MESOS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_INTEGER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
  enum json_kind kind;
  uint32_t count;           // Members of an array or object.
  char *name;               // Of a member of an object, else NULL.
  union {
    bool boolean;
    uint64_t integer;       // Numbers of this protocol are whole, not negative and at most 2^53.
    char *string;           // NUL-terminated UTF-8, with no other NUL in it.
    struct json_value *first;
  };
  struct json_value *next;  // The following member of the same array or object.
};

// Where values are taken from; `used` is set to 0 to forget them all.
struct json_pool {
  struct json_value *values;
  size_t capacity;
  size_t used;
};

// Returns NULL, with what is wrong in *problem, when the text is not exactly one value.
struct json_value *json_parse(struct json_pool *pool, char *text, size_t length, const char **problem);

// The member of that name, or NULL; the first one when a name is repeated.
struct json_value *json_member(const struct json_value *object, const char *name);

// The string member of that name, or NULL when it is missing or something else.
const char *json_string(const struct json_value *object, const char *name);

// Writes `text` as a JSON string with its quotes; returns the length, or 0 when it does not fit.
size_t json_quote(char *out, size_t size, const char *text);

#endif
