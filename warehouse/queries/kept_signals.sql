-- The signals of one pack: what no pack has a figure or a definition of is everybody's.
with used as (
    select signal_id, definition_id in (from kept.definition_id) as own
    from definition
    union all
    select distinct signal_id, project_id in (from kept.project_id)
    from latest_observation
)
select signal.signal_id
from signal
left join used on used.signal_id = signal.signal_id
group by signal.signal_id
having bool_or(own) or count(own) = 0
