-- Small named expressions that the linking uses.

-- A customer's id as it is compared: without surrounding space, case and ways to write an accent.
create temp macro normal_id(id) as nfc_normalize(lower(trim(id, chr(9) || chr(10) || chr(13) || ' ')));

-- HMAC-SHA-256 with a key that was padded with the two constants beforehand.
create temp macro keyed_hash(text, inner_key, outer_key) as
  sha256(outer_key::blob || unhex(sha256(inner_key::blob || encode(text))));

-- Percent signs and plus signs undone; what is not valid UTF-8 after that stays as it came.
create temp macro url_decoded(text) as
  coalesce(try(url_decode(replace(text, '+', ' '))), text);

-- The part after the host, the query and one parameter (the first, whatever its case) of an address.
create temp macro url_authority(url) as
  regexp_extract(url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//([^/?#]*)', 1);
create temp macro url_bare_host(url) as
  regexp_extract(url, '^([^/?#:@\s]+\.[^/?#:@\s]+)(?::\d+)?(?:[/?#]|$)', 1);
create temp macro url_host(url) as nullif(lower(coalesce(
  nullif(regexp_replace(regexp_replace(url_authority(url), '^[^@]*@', ''), ':\d*$', ''), ''),
  url_bare_host(url)
)), '');
create temp macro url_path(url) as regexp_extract(
  case when url_authority(url) <> ''
    then regexp_replace(url, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*', '')
    when url_bare_host(url) <> '' then url[len(url_bare_host(url)) + 1:]
    else url
  end, '^(?::\d+)?([^?#]*)', 1);
create temp macro url_page(url) as case
  when url is null then null
  when url_path(url) = '' then '/'
  else coalesce(try(url_decode(url_path(url))), url_path(url))
end;
create temp macro url_query(url) as regexp_extract(url, '^[^?#]*\?([^#]*)', 1);
create temp macro url_parameter(url, name) as nullif(trim(url_decoded(
  regexp_extract('&' || url_query(url), '(?i)&' || name || '=([^&]*)', 1)
)), '');

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
