-- The licences of the figures, each once, with the sources under it, as a data package says it.
--
-- An SPDX id is the name; terms without one are named by the page of the first source; and
-- 'notspecified' is the word of https://licenses.opendefinition.org where nothing is stated.
with named as (
    select
        *,
        case
            when license = 'none stated' then 'notspecified'
            when regexp_full_match(license, '[A-Za-z0-9.+-]+') then license
        end as name
    from source
)
select
    name,
    case
        when name is null then first(url order by source_id)
        when name <> 'notspecified' then 'https://spdx.org/licenses/' || name
    end as path,
    license || ': figures of ' || string_agg(source_id, ', ' order by source_id) as title
from named
group by license, name
order by license
