-- The segments of a signal, the one with most figures first.
select
    segment,
    count(*) as figures
from latest_observation
where signal_id = $signal
group by segment
order by figures desc, segment
