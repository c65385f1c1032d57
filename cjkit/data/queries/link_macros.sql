-- Small named expressions that the linking uses.

-- A customer's id as it is compared: without surrounding space, case and ways to write an accent.
create temp macro normal_id(id) as nfc_normalize(lower(trim(id, chr(9) || chr(10) || chr(13) || chr(160) || ' ')));

-- HMAC-SHA-256 with a key that was padded with the two constants beforehand.
create temp macro keyed_hash(text, inner_key, outer_key) as
  sha256(outer_key::blob || unhex(sha256(inner_key::blob || encode(text))));

-- An expression that is needed twice stands in a list of one, so that it is worked out once:
-- list_transform([expression], lambda v: ... v ... v ...)[1].

-- Percent signs and plus signs undone; what is not valid UTF-8 after that stays as it came.
create temp macro url_decoded(text) as list_transform([text], lambda v: case
  when contains(v, '%') or contains(v, '+')
    then coalesce(try(url_decode(replace(v, '+', ' '))), v)
  else v
end)[1];

-- The host of an address, with or without scheme; a name and a port beside it fall away.
create temp macro url_host(url) as list_transform([
  regexp_extract(
    url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//(?:[^/?#]*@)?(\[[^\]/?#]*\]?|[^/?#:]*)', 1
  )
], lambda host: nullif(lower(case
  when host <> '' then host
  else regexp_extract(url, '^([^/?#:@\s]+\.[^/?#:@\s]+)(?::\d+)?(?:[/?#]|$)', 1)
end), ''))[1];

-- What comes after the host, up to the query.
create temp macro url_path(url) as regexp_extract(case
  when regexp_matches(url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//')
    then regexp_replace(url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*', '')
  else regexp_replace(url, '^[^/?#:@\s]+\.[^/?#:@\s]+(?::\d+)?([/?#]|$)', '\1')
end, '^[^?#]*');
create temp macro url_page(url) as list_transform([url_path(url)], lambda path: case
  when path = '' then '/'
  when contains(path, '%') then coalesce(try(url_decode(path)), path)
  else path
end)[1];

-- The query with a & before every parameter; null where an address has none. It stands apart, and
-- no case or coalesce around it, so that the engine works it out once for all parameters of a row.
create temp macro url_query(url) as case
  when contains(url, '?') then '&' || substring(split_part(url, '#', 1), instr(url, '?') + 1)
end;

-- One parameter: the first of its name, whatever the case of the name.
create temp macro url_parameter(url, name) as list_transform([
  url_decoded(regexp_extract(url_query(url), '(?i)&' || name || '=([^&]*)', 1))
], lambda v: nullif(trim(v), ''))[1];

-- Which kind of click id an address has, by the name of the parameter; never its value.
create temp macro url_click_id(url, kinds) as
  nullif(lower(regexp_extract(url_query(url), '(?i)&(' || kinds || ')=[^&]', 1)), '');

-- Numbers as people write them, with a point or a comma before the decimals.
create temp macro finite(number) as case when isfinite(number) then number end;
create temp macro point_number(text) as case
  when regexp_full_match(text, '[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?')
  then finite(try_cast(text as double))
end;
create temp macro comma_number(text) as case
  when regexp_full_match(text, '[-+]?(\d+|\d{1,3}(\.\d{3})+)(,\d*)?')
  then finite(try_cast(replace(replace(text, '.', ''), ',', '.') as double))
end;

-- A moment in ISO 8601; without a zone it is local. Session time zone: the client's.
create temp macro iso_moment(text) as case
  when regexp_full_match(text,
    '\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[-+]\d{2}(:?\d{2})?)?)?')
  then try_cast(text as timestamptz)
end;

-- A count of so many microseconds each since 1970, and of days since Excel's first.
create temp macro epoch_moment(text, microseconds) as
  try(make_timestamp((try_cast(text as decimal(30, 6)) * microseconds)::bigint));
create temp macro excel_moment(text) as case
  when try_cast(replace(text, ',', '.') as double) between 1 and 2958465
  then timestamp '1899-12-30'
    + to_microseconds(round(try_cast(replace(text, ',', '.') as double) * 86400)::bigint * 1000000)
end;

-- A cell without blanks around it; an empty cell is null, and so is a code that stands for nothing.
create temp macro trimmed(text) as
  nullif(trim(text, ' ' || chr(9) || chr(10) || chr(13) || chr(160)), '');
create temp macro filled(text, nothing) as
  case when not list_contains(nothing, lower(trimmed(text))) then trimmed(text) end;

-- The part of a nested value: a member, or of a list of keys and values the value of a key.
create temp macro json_value(value) as case json_type(value)
  when 'OBJECT' then coalesce(
    value->>'$.string_value', value->>'$.int_value', value->>'$.double_value',
    value->>'$.float_value', value::varchar)
  else value->>'$'
end;
create temp macro json_part(value, name) as case json_type(value)
  when 'OBJECT' then json_value(json_extract(value, '$.' || name))
  when 'ARRAY' then json_value(json_extract(
    list_filter(cast(value as json[]), lambda one: one->>'$.key' = name)[1], '$.value'))
end;
