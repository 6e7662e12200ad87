-- Where projects stand within groups: each definition over one of them, each project's newest
-- usable share of a whole group there, and whether that is the definition's newest such period.
with usable as (
    select
        share.*,
        definition.group_id,
        definition.signal_id,
        definition.title,
        definition.numerator as numerator_words,
        definition.denominator as denominator_words,
        max(share.period_end) over (partition by share.definition_id) as last_end,
        row_number() over (
            partition by share.definition_id, share.project_id
            order by share.period_end desc, share.period_start desc
        ) as age
    from share
    join definition on definition.definition_id = share.definition_id
    where share.usable and share.complete
        and definition.over = 'group' and list_contains($groups, definition.group_id)
)
select
    usable.definition_id,
    usable.group_id,
    usable.title,
    usable.numerator_words,
    usable.denominator_words,
    usable.project_id,
    project.name,
    usable.period_start,
    usable.period_end,
    usable.numerator as value,
    usable.denominator as whole,
    usable.share,
    usable.low,
    usable.high,
    usable.rank,
    usable.members,
    usable.quality,
    usable.own_factor as factor,
    usable.bound,
    usable.flags,
    usable.period_end = usable.last_end as newest,
    signal.signal_id,
    signal.title as signal_title,
    signal.unit,
    source.source_id,
    source.title as source_title,
    freshness.state
from usable
join project on project.project_id = usable.project_id
join signal on signal.signal_id = usable.signal_id
join source on source.source_id = signal.source_id
join freshness on freshness.source_id = source.source_id
where usable.age = 1
order by signal.title, usable.title, usable.rank, project.name
