-- The definitions over a source's signals under which nothing is measured yet.
select
    definition.definition_id,
    definition.title,
    definition.numerator,
    definition.denominator,
    signal.title as signal_title
from definition
join signal on signal.signal_id = definition.signal_id
left join (select distinct definition_id from share) as measured
    on measured.definition_id = definition.definition_id
where signal.source_id = $source and measured.definition_id is null
order by signal.title, definition.title
