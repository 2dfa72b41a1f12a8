// The reader. No byte of the text is read beyond its end, and nesting is limited before any recursion:
// the deepest message of the protocol has three levels.
#define _GNU_SOURCE
#include "json.h"

#include <string.h>

#define MAX_DEPTH 8
#define MAX_INTEGER (UINT64_C(1) << 53)

struct reader {
  struct json_pool *pool;
  char *at;
  char *end;
  const char *problem;
};

static void *fail(struct reader *reader, const char *problem) {
  if (reader->problem == NULL) reader->problem = problem;
  return NULL;
}

static void skip_space(struct reader *reader) {
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r')) {
    reader->at++;
  }
}

static bool take(struct reader *reader, char expected) {
  if (reader->at >= reader->end || *reader->at != expected) return false;
  reader->at++;
  return true;
}

static bool take_word(struct reader *reader, const char *word) {
  const size_t length = strlen(word);
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) return false;
  reader->at += length;
  return true;
}

static bool hex4(struct reader *reader, uint32_t *code) {
  if (reader->end - reader->at < 4) return false;
  *code = 0;
  for (int digit = 0; digit < 4; digit++) {
    const char c = *reader->at++;
    *code <<= 4;
    if (c >= '0' && c <= '9') *code |= (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f') *code |= (uint32_t)(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') *code |= (uint32_t)(c - 'A' + 10);
    else return false;
  }
  return true;
}

static char *put_utf8(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = (char)code;
  } else if (code < 0x800) {
    *out++ = (char)(0xc0 | code >> 6);
    *out++ = (char)(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    *out++ = (char)(0xe0 | code >> 12);
    *out++ = (char)(0x80 | (code >> 6 & 0x3f));
    *out++ = (char)(0x80 | (code & 0x3f));
  } else {
    *out++ = (char)(0xf0 | code >> 18);
    *out++ = (char)(0x80 | (code >> 12 & 0x3f));
    *out++ = (char)(0x80 | (code >> 6 & 0x3f));
    *out++ = (char)(0x80 | (code & 0x3f));
  }
  return out;
}

// The code point of an escape \uXXXX whose backslash and u were read. Half of a surrogate pair that stands
// alone becomes U+FFFD, as where the sender would have encoded it as UTF-8 itself.
static bool unicode_escape(struct reader *reader, uint32_t *code) {
  if (!hex4(reader, code)) return false;
  if (*code < 0xd800 || *code > 0xdfff) return true;
  char *const resume = reader->at;
  uint32_t low;
  if (*code < 0xdc00 && take_word(reader, "\\u") && hex4(reader, &low) && low >= 0xdc00 && low <= 0xdfff) {
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
  }
  reader->at = resume;
  *code = 0xfffd;
  return true;
}

// Unescapes in place: what is written is never longer than what was read.
static char *read_string(struct reader *reader) {
  if (!take(reader, '"')) return fail(reader, "a string is missing");
  char *const start = reader->at;
  char *out = start;
  while (reader->at < reader->end) {
    const char c = *reader->at++;
    if (c == '"') {
      *out = '\0';
      return start;
    }
    if ((unsigned char)c < 0x20) return fail(reader, "a control character in a string");
    if (c != '\\') {
      *out++ = c;
      continue;
    }
    if (reader->at >= reader->end) break;
    uint32_t code;
    switch (*reader->at++) {
      case '"': *out++ = '"'; break;
      case '\\': *out++ = '\\'; break;
      case '/': *out++ = '/'; break;
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'n': *out++ = '\n'; break;
      case 'r': *out++ = '\r'; break;
      case 't': *out++ = '\t'; break;
      case 'u':
        if (!unicode_escape(reader, &code)) return fail(reader, "a broken \\u escape");
        if (code == 0) return fail(reader, "a NUL character in a string");
        out = put_utf8(out, code);
        break;
      default: return fail(reader, "an unknown escape");
    }
  }
  return fail(reader, "a string without an end");
}

static bool read_integer(struct reader *reader, uint64_t *integer) {
  const char *const start = reader->at;
  *integer = 0;
  while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
    *integer = *integer * 10 + (uint64_t)(*reader->at++ - '0');
    if (*integer > MAX_INTEGER) return false;
  }
  if (reader->at == start || (*start == '0' && reader->at - start > 1)) return false;
  return reader->at >= reader->end || strchr(".eE", *reader->at) == NULL;
}

static struct json_value *read_value(struct reader *reader, int depth);

static struct json_value *read_members(struct reader *reader, struct json_value *value, char close, int depth) {
  struct json_value **link = &value->first;
  *link = NULL;
  skip_space(reader);
  if (take(reader, close)) return value;
  do {
    char *name = NULL;
    if (close == '}') {
      skip_space(reader);
      name = read_string(reader);
      if (name == NULL) return NULL;
      skip_space(reader);
      if (!take(reader, ':')) return fail(reader, "a colon is missing");
    }
    struct json_value *const member = read_value(reader, depth + 1);
    if (member == NULL) return NULL;
    member->name = name;
    *link = member;
    link = &member->next;
    value->count++;
    skip_space(reader);
  } while (take(reader, ','));
  if (!take(reader, close)) return fail(reader, "a comma or a closing bracket is missing");
  return value;
}

static struct json_value *read_value(struct reader *reader, int depth) {
  if (depth > MAX_DEPTH) return fail(reader, "nested too deeply");
  if (reader->pool->used == reader->pool->capacity) return fail(reader, "too many values");
  struct json_value *const value = &reader->pool->values[reader->pool->used++];
  memset(value, 0, sizeof *value);
  skip_space(reader);
  if (reader->at >= reader->end) return fail(reader, "a value is missing");
  switch (*reader->at) {
    case '"':
      value->kind = JSON_STRING;
      value->string = read_string(reader);
      return value->string == NULL ? NULL : value;
    case '[':
      reader->at++;
      value->kind = JSON_ARRAY;
      return read_members(reader, value, ']', depth);
    case '{':
      reader->at++;
      value->kind = JSON_OBJECT;
      return read_members(reader, value, '}', depth);
    case 't':
    case 'f':
      value->kind = JSON_BOOLEAN;
      value->boolean = *reader->at == 't';
      return take_word(reader, value->boolean ? "true" : "false") ? value : fail(reader, "an unknown word");
    case 'n':
      value->kind = JSON_NULL;
      return take_word(reader, "null") ? value : fail(reader, "an unknown word");
    default:
      value->kind = JSON_INTEGER;
      return read_integer(reader, &value->integer) ? value : fail(reader, "neither a value nor a whole number");
  }
}

struct json_value *json_parse(struct json_pool *pool, char *text, size_t length, const char **problem) {
  struct reader reader = {.pool = pool, .at = text, .end = text + length, .problem = NULL};
  // An unescaped NUL would end a string early; it is not allowed anywhere in JSON.
  struct json_value *value = read_value(&reader, 0);
  if (value != NULL) {
    skip_space(&reader);
    if (reader.at != reader.end) value = fail(&reader, "something after the value");
  }
  *problem = reader.problem;
  return value;
}

struct json_value *json_member(const struct json_value *object, const char *name) {
  if (object == NULL || object->kind != JSON_OBJECT) return NULL;
  for (struct json_value *member = object->first; member != NULL; member = member->next) {
    if (strcmp(member->name, name) == 0) return member;
  }
  return NULL;
}

const char *json_string(const struct json_value *object, const char *name) {
  const struct json_value *const member = json_member(object, name);
  return member != NULL && member->kind == JSON_STRING ? member->string : NULL;
}

size_t json_quote(char *out, size_t size, const char *text) {
  static const char digits[] = "0123456789abcdef";
  size_t used = 0;
  if (size < 3) return 0;
  out[used++] = '"';
  for (; *text != '\0'; text++) {
    if (used + 8 > size) return 0;  // The longest escape, the closing quote and a NUL.
    const unsigned char c = (unsigned char)*text;
    if (c < 0x20) {
      memcpy(out + used, "\\u00", 4);
      out[used + 4] = digits[c >> 4];
      out[used + 5] = digits[c & 15];
      used += 6;
    } else {
      if (c == '"' || c == '\\') out[used++] = '\\';
      out[used++] = (char)c;
    }
  }
  if (used + 2 > size) return 0;
  out[used++] = '"';
  out[used] = '\0';
  return used;
}
