-- Shares of the given projects under the given definitions, period by period. Suspect: a break
-- forbids to use it as evidence, its period was not over when it was read, or its group not whole.
select
    share.definition_id,
    definition.title,
    share.project_id,
    project.name,
    share.period_start,
    share.period_end,
    -- no counts where the source publishes percentages alone
    case when signal.unit <> 'percent' then share.numerator end as numerator,
    case when signal.unit <> 'percent' then share.denominator end as denominator,
    share.share as value,
    share.low,
    share.high,
    share.bound,
    not share.usable or not share.complete as suspect,
    nullif(concat_ws('; ', share.flags, case when share.period_complete and not share.complete
        then 'not whole: a large member is missing, or was read too early' end), '') as flags
from share
join definition on definition.definition_id = share.definition_id
join signal on signal.signal_id = definition.signal_id
join project on project.project_id = share.project_id
where list_contains($definitions, share.definition_id) and list_contains($projects, share.project_id)
order by share.definition_id, share.project_id, share.period_start, share.period_end
