package io.sealpost.routing;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks at the route files twice a second, once everything runs. It reads them, because a file system's events are lost on network
 * file systems and mounted volumes, and its times are too coarse.
 */
@Component
class RouteWatch implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);
    private final RouteReload reload;
    private final RoutesInUse inUse;
    private final RouteFiles checked;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread watch = new Thread(work, "route-watch");
        watch.setDaemon(true);
        return watch;
    });

    RouteWatch(RouteReload reload, RoutesInUse inUse, RouteFiles checkedRoutes) {
        this.reload = reload;
        this.inUse = inUse;
        this.checked = checkedRoutes;
    }

    @EventListener
    void start(ApplicationReadyEvent ready) throws IOException {
        inUse.write(checked);
        thread.scheduleWithFixedDelay(this::look, 500, 500, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            reload.look();
        } catch (NoSuchFileException e) {
            LOG.debug("A route file went away while it was read; the next look sees what is there", e);
        } catch (IOException | RuntimeException e) { // the next look may find it mended; without this there would be none
            LOG.error("The route files cannot be looked at", e);
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
