-- Names that sources report and no project claims: their figures are landed but not shown.
--
-- grain: signal_id, registry, identifier
--
-- signal_id    the signal that reports it
-- registry     where the name is valid
-- identifier   the name
-- bundled      whether a bundled file reports it, not only a collection
-- figures      how many figures are left aside
-- largest      the largest of them, in the signal's unit
select
    figure.signal_id,
    figure.registry,
    figure.identifier,
    bool_or(figure.run_id = 'snapshot') as bundled,
    count(*) as figures,
    max(figure.value) as largest
from staging.observation as figure
left join project_identifier as name
    on name.registry = figure.registry and name.identifier = figure.identifier
where name.project_id is null
group by figure.signal_id, figure.registry, figure.identifier
