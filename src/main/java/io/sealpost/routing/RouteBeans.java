package io.sealpost.routing;

import java.util.Set;

import org.springframework.beans.factory.ListableBeanFactory;

/** The beans that a route may name: the gateway's own, by name and type; none is made for it. */
record RouteBeans(ListableBeanFactory factory) {

    /** Null if there is no bean of this name. */
    Class<?> type(String name) {
        Class<?> type = factory.containsBean(name) ? factory.getType(name, false) : null;
        return type == null ? null : org.springframework.util.ClassUtils.getUserClass(type);
    }

    Set<String> names() {
        return Set.of(factory.getBeanDefinitionNames());
    }
}
