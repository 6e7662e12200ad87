-- The cube of all models: created month x library_name x framework and format tags.
--
-- in    relation model: "_id", "createdAt", "lastModified", library_name, tags, downloads,
--       "downloadsAllTime"; "_id" and the last may be missing
-- out   cube('reading'), or cube('reading_once') where a model may come twice; see the card
--
-- While three million models are counted, a set of tags is a sum of bits and a month is a number:
-- one text or date for each model would take longer than reading them. In the cube they are words,
-- in alphabetical order, and dates.
create macro bits(tags) as
    if(list_contains(tags, 'coreml'), 1, 0)
    + if(list_contains(tags, 'gguf'), 2, 0)
    + if(list_contains(tags, 'jax'), 4, 0)
    + if(list_contains(tags, 'keras'), 8, 0)
    + if(list_contains(tags, 'mlx'), 16, 0)
    + if(list_contains(tags, 'onnx'), 32, 0)
    + if(list_contains(tags, 'openvino'), 64, 0)
    + if(list_contains(tags, 'paddlepaddle'), 128, 0)
    + if(list_contains(tags, 'pytorch'), 256, 0)
    + if(list_contains(tags, 'rust'), 512, 0)
    + if(list_contains(tags, 'safetensors'), 1024, 0)
    + if(list_contains(tags, 'tf'), 2048, 0)
    + if(list_contains(tags, 'tf-keras'), 4096, 0)
    + if(list_contains(tags, 'tflite'), 8192, 0);

create macro words(bits) as concat_ws(
    '|',
    if(bits & 1 > 0, 'coreml', null),
    if(bits & 2 > 0, 'gguf', null),
    if(bits & 4 > 0, 'jax', null),
    if(bits & 8 > 0, 'keras', null),
    if(bits & 16 > 0, 'mlx', null),
    if(bits & 32 > 0, 'onnx', null),
    if(bits & 64 > 0, 'openvino', null),
    if(bits & 128 > 0, 'paddlepaddle', null),
    if(bits & 256 > 0, 'pytorch', null),
    if(bits & 512 > 0, 'rust', null),
    if(bits & 1024 > 0, 'safetensors', null),
    if(bits & 2048 > 0, 'tf', null),
    if(bits & 4096 > 0, 'tf-keras', null),
    if(bits & 8192 > 0, 'tflite', null)
);

create view reading as
select
    "_id" as id,
    cast(
        12 * year(cast("createdAt" as date)) + month(cast("createdAt" as date)) - 1 as integer
    ) as month,
    library_name,
    bits(tags) as bits,
    downloads,
    "downloadsAllTime" as downloads_all_time
from (
    select * from model
    union all by name
    -- what a file of an earlier era lacks
    select cast(null as varchar) as "_id", cast(null as bigint) as "downloadsAllTime" where false
);

-- The larger value wins, so that the same pages always give the same cube.
create view reading_once as
select
    id,
    max(month) as month,
    max(library_name) as library_name,
    max(bits) as bits,
    max(downloads) as downloads,
    max(downloads_all_time) as downloads_all_time
from reading
group by id;

create macro cube(readings) as table
with cell as (
    select
        month,
        library_name,
        bits,
        count(*) as models,
        sum(downloads) as downloads,
        sum(downloads_all_time) as downloads_all_time
    from query_table(readings)
    group by month, library_name, bits
)

select
    cast(cast((select max("lastModified") from model) as timestamp) as date) as as_of,
    make_date(month // 12, month % 12 + 1, 1) as created,
    library_name,
    words(bits) as tags,
    models,
    cast(downloads as bigint) as downloads,
    cast(downloads_all_time as bigint) as downloads_all_time
from cell
order by all;
